import { cuts } from "./cuts.mjs";
import { moto } from "./servers.mjs";

cuts("S3", moto);
