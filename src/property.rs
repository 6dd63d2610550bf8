//! The names of header properties, for the article that bears them and the configuration that supplies them.

use strsim::damerau_levenshtein;

macro_rules! properties {
    ($($variant:ident $name:literal,)*) => {
        /// A property that the format knows.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Property {
            $(#[doc = concat!("`", $name, "`")] $variant,)*
        }

        impl Property {
            /// Every known property.
            pub const ALL: &[Property] = &[$(Property::$variant,)*];

            /// Its name as the documentation spells it.
            pub fn as_str(self) -> &'static str {
                match self { $(Property::$variant => $name,)* }
            }
        }
    };
}

properties! {
    ArticleId "articleId",
    SelfHelpType "selfHelpType",
    PageTitle "pageTitle",
    Description "description",
    InfoBubbleText "infoBubbleText",
    Service "service",
    Resource "resource",
    CloudEnvironments "cloudEnvironments",
    DisableClouds "disableClouds",
    SupportTopicIds "supportTopicIds",
    ProductPesIds "productPesIds",
    ResourceTags "resourceTags",
    DiagnosticScenario "diagnosticScenario",
    SymptomId "symptomID",
    ArticleTags "articleTags",
    Category "category",
    DisplayOrder "displayOrder",
    Authors "authors",
    MsAuthor "ms.author",
    OwnershipId "ownershipId",
    AuthorAlias "authorAlias",
    IcmTeam "icmTeam",
    IcmService "icmService",
    FeedbackEmail "feedbackEmail",
    SchemaVersion "schemaVersion",
    ClientIds "clientIds",
    ResourceRequired "resourceRequired",
    MsService "ms.service",
    SearchTags "searchTags",
    MappedToBucket "mappedToBucket",
    ProductFamilyId "productFamilyId",
    UseAsAdditionalDetails "useAsAdditionalDetails",
    IssueNotListed "issueNotListed",
    DocumentationCenter "documentationCenter",
    Author "author",
    Editor "editor",
}

impl Property {
    /// The property of this name, without ASCII case.
    pub fn find(name: &str) -> Option<Property> {
        Self::ALL
            .iter()
            .copied()
            .find(|property| property.as_str().eq_ignore_ascii_case(name))
    }

    /// The known name that comes near to a mistyped one.
    pub fn nearest(name: &str) -> Option<&'static str> {
        nearest(name, Self::ALL.iter().map(|property| property.as_str()))
    }

    /// Whether it is for the people who keep the content, and published only where the configuration names it.
    pub fn is_private(self) -> bool {
        use Property::*;
        matches!(
            self,
            Authors
                | MsAuthor
                | OwnershipId
                | AuthorAlias
                | IcmTeam
                | IcmService
                | FeedbackEmail
                | Author
                | Editor
        )
    }
}

/// The candidate that `name` was probably meant to be: at most a third of its letters differ.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = name.trim().to_ascii_lowercase();
    if lower.len() > 64 {
        return None;
    }
    let letters = lower.chars().count();
    let most = (letters / 3).max(1);
    // What is longer or shorter by more than that differs in more: of thousands of candidates few are left.
    let near = |candidate: &&str| candidate.chars().count().abs_diff(letters) <= most;
    let scored = candidates.into_iter().filter(near).map(|candidate| {
        let distance = damerau_levenshtein(&lower, &candidate.to_ascii_lowercase());
        (distance, candidate)
    });
    let (distance, candidate) = scored.min_by_key(|(distance, _)| *distance)?;
    (distance <= most).then_some(candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_name_finds_its_neighbour() {
        assert_eq!(Property::nearest("supportToicIds"), Some("supportTopicIds"));
        assert_eq!(Property::nearest("infoBubbleTest"), Some("infoBubbleText"));
        assert_eq!(Property::nearest("completelyElse"), None);
        assert_eq!(Property::find("PAGETITLE"), Some(Property::PageTitle));
    }
}
