//! The kinds of articles.

macro_rules! kinds {
    ($($variant:ident $name:literal $title:literal,)*) => {
        /// What kind of article it is (`selfHelpType`), in the order of lists.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind {
            $(#[doc = $title] $variant,)*
        }

        impl Kind {
            /// Every kind.
            pub const ALL: &[Kind] = &[$(Kind::$variant,)*];

            /// Its name in catalogues, in lower case.
            pub fn as_str(self) -> &'static str {
                match self { $(Kind::$variant => $name,)* }
            }
        }
    };
}

kinds! {
    Generic "generic" "Articles",
    Resource "resource" "Resource articles",
    Diagnostics "diagnostics" "Diagnostics",
    Rca "rca" "Root causes",
    Health "health" "Health",
    ServiceHealthInsights "servicehealthinsights" "Service health insights",
    Apollo "apollo" "Guided solutions",
    TsgDescription "tsg_description" "Troubleshooters",
    TsgContent "tsg_content" "Troubleshooting steps",
    TsgQuestions "tsg_questions" "Troubleshooting questions",
    Tools "tools" "Tools",
    DiagnoseAndSolve "diagnoseandsolve" "Diagnose and solve",
    ProblemScopingQuestions "problemscopingquestions" "Problem scoping questions",
    AdvisorRecommendation "advisorrecommendationmetadata" "Recommendations",
    SupportTopicDescription "supporttopicdescription" "Support topics",
}

impl Kind {
    /// Whether it is a part of a troubleshooter: its cover, its questions, or a step.
    pub fn is_troubleshooter(self) -> bool {
        matches!(
            self,
            Self::TsgDescription | Self::TsgQuestions | Self::TsgContent
        )
    }

    /// The kind of this name, without ASCII case.
    pub fn find(name: &str) -> Option<Kind> {
        Self::ALL
            .iter()
            .copied()
            .find(|kind| kind.as_str().eq_ignore_ascii_case(name))
    }
}
