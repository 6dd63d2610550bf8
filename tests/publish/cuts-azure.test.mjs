import { cuts } from "./cuts.mjs";
import { azure } from "./servers.mjs";

cuts("Azure", azure);
