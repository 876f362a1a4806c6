package manual

import "github.com/medcode/medcode"

// Kinds of what the reader finds in a manual.
const (
	KindUnknownPart         medcode.DiagnosticKind = "unknown-part"          // a part of the manual with a title that the reader doesn't know
	KindUnknownLine         medcode.DiagnosticKind = "unknown-line"          // text before the first title of a file
	KindStrayLine           medcode.DiagnosticKind = "stray-line"            // a line among codes that has no code in its place
	KindListWithoutHeading  medcode.DiagnosticKind = "list-without-heading"  // codes under no heading
	KindAndWithoutCode      medcode.DiagnosticKind = "and-without-code"      // a cluster that begins with its second code
	KindRaggedTable         medcode.DiagnosticKind = "ragged-table"          // lines of one cell of a table with another number of cells
	KindRowWithoutDRG       medcode.DiagnosticKind = "row-without-drg"       // a row without a DRG, or with another number of cells than the headings
	KindUnknownCell         medcode.DiagnosticKind = "unknown-cell"          // a cell that is not Yes, No or n/a
	KindTableWithoutColumns medcode.DiagnosticKind = "table-without-columns" // a table without headings that end in DRG
	KindTableWithoutRows    medcode.DiagnosticKind = "table-without-rows"    // a table without a row
	KindDRGWithoutTitle     medcode.DiagnosticKind = "drg-without-title"     // a DRG of a table that has no title under it
	KindDRGWithoutRow       medcode.DiagnosticKind = "drg-without-row"       // a title of a DRG that the table has no row for
	KindDRGLine             medcode.DiagnosticKind = "bad-drg-line"          // a line of Appendix A that can't be read
	KindSeverityLine        medcode.DiagnosticKind = "bad-severity-line"     // a line of Appendix C part 1 that can't be read
)

// Kinds of what the manual prints twice and differently, named after the
// appendix: of [Manual.CrossCheck], and of package drg when it compiles.
const (
	KindADiffers         medcode.DiagnosticKind = "A-differs"           // a DRG has another title than in Appendix A
	KindBIndexOnly       medcode.DiagnosticKind = "B-index-only"        // Appendix B names a DRG for codes that no list of it holds
	KindBLogicOnly       medcode.DiagnosticKind = "B-logic-only"        // a list holds diagnoses for which Appendix B doesn't name the DRG
	KindBLacksCode       medcode.DiagnosticKind = "B-lacks-code"        // Appendix B lacks a principal diagnosis of an MDC
	KindBNotAssigned     medcode.DiagnosticKind = "B-not-assigned"      // Appendix B names codes that are not among the principal diagnoses of the MDC
	KindCCollectionTwice medcode.DiagnosticKind = "C-collection-twice"  // a collection of principal diagnoses is there twice
	KindCCollectionCount medcode.DiagnosticKind = "C-collection-count"  // a collection has not the number of codes that Appendix C says
	KindCColumnLacks     medcode.DiagnosticKind = "C-column-lacks"      // the column of Appendix C has not the number of a condition that lists the code
	KindDOrder           medcode.DiagnosticKind = "D-order"             // families that are not printed in the order of the hierarchy
	KindDDRGWithoutTable medcode.DiagnosticKind = "D-drg-without-table" // the hierarchy names a DRG that the MDC has no table of
	KindE1IndexOnly      medcode.DiagnosticKind = "E1-index-only"       // Appendix E part 1 names a DRG for codes that no list of it holds
	KindE1LogicOnly      medcode.DiagnosticKind = "E1-logic-only"       // a list holds procedures for which it doesn't name the DRG
	KindE1Star           medcode.DiagnosticKind = "E1-star"             // procedures with another mark of non-O.R. than in Appendix E
	KindE2IndexOnly      medcode.DiagnosticKind = "E2-index-only"       // Appendix E part 2 names a DRG for clusters that no list of it holds
	KindE2LogicOnly      medcode.DiagnosticKind = "E2-logic-only"       // a list holds clusters for which it doesn't name the DRG
	KindGDiffers         medcode.DiagnosticKind = "G-differs"           // the list of CC is not that of Appendix C
	KindHDiffers         medcode.DiagnosticKind = "H-differs"           // the list of MCC is not that of Appendix C
	KindILacks           medcode.DiagnosticKind = "I-lacks"             // a hospital-acquired condition doesn't list a code of the column of Appendix C
)

// Kinds of what package drg finds when it compiles a manual. Most refuse it.
const (
	KindUnknownWording         medcode.DiagnosticKind = "unknown-wording"          // a heading that the lexicon has no meaning for
	KindListOfNote             medcode.DiagnosticKind = "list-of-note"             // codes under a wording that asks nothing
	KindListOfSentence         medcode.DiagnosticKind = "list-of-sentence"         // codes under a sentence
	KindHeadingWithoutList     medcode.DiagnosticKind = "heading-without-list"     // a heading that wants codes and has none
	KindLooseConnective        medcode.DiagnosticKind = "loose-connective"         // an "and" or "or" that joins nothing
	KindAcrossWithoutList      medcode.DiagnosticKind = "across-without-list"      // a second list of a pair without the first
	KindNoLists                medcode.DiagnosticKind = "no-lists"                 // DRGs that a heading names have no such lists
	KindListNotAsked           medcode.DiagnosticKind = "list-not-asked"           // a list that no column, join or title asks for
	KindSectionTwice           medcode.DiagnosticKind = "section-twice"            // two sections of one name in a family
	KindFamilyWithoutCondition medcode.DiagnosticKind = "family-without-condition" // nothing says which stays a family is for
	KindTableTooWide           medcode.DiagnosticKind = "table-too-wide"           // a table with more conditions than can be tried
	KindTableLacksLevel        medcode.DiagnosticKind = "table-lacks-level"        // a table that answers some levels of severity and not all
	KindTableAgainstTitle      medcode.DiagnosticKind = "table-against-title"      // a table that leads to a DRG with another severity than its title says
	KindRowWithoutStay         medcode.DiagnosticKind = "row-without-stay"         // a row that no stay comes to
	KindDRGTwice               medcode.DiagnosticKind = "drg-twice"                // a DRG in two tables
	KindDRGWithoutTable        medcode.DiagnosticKind = "drg-without-table"        // a DRG of Appendix A in no table
	KindDRGWithoutClass        medcode.DiagnosticKind = "drg-without-class"        // a surgical DRG that the surgical hierarchy lacks
	KindUnknownDRG             medcode.DiagnosticKind = "unknown-drg"              // a DRG that Appendix A, or every family, lacks
	KindCodeOfOtherKind        medcode.DiagnosticKind = "code-of-other-kind"       // a diagnosis among procedures, or the other way round
	KindCodeWithoutIndex       medcode.DiagnosticKind = "code-without-index"       // a code that neither the indexes nor the code files have
	KindUnknownCollection      medcode.DiagnosticKind = "unknown-collection"       // a collection of principal diagnoses that Appendix C lacks
	KindCollectionCount        medcode.DiagnosticKind = "collection-count"         // a collection has not the number of codes that Appendix C says
	KindNoNonExtensive         medcode.DiagnosticKind = "no-non-extensive"         // Appendix F lacks the procedures that are not extensive
	KindUnknownHAC             medcode.DiagnosticKind = "unknown-hac"              // a number of a hospital-acquired condition that Appendix I lacks
	KindHACWithoutDiagnosis    medcode.DiagnosticKind = "hac-without-diagnosis"    // a hospital-acquired condition without a secondary diagnosis
	KindTooManyHACs            medcode.DiagnosticKind = "too-many-hacs"            // more hospital-acquired conditions than a grouper holds
	KindTooManyFamilies        medcode.DiagnosticKind = "too-many-families"        // more families than are held against the indexes
	KindNewForm                medcode.DiagnosticKind = "new-form"                 // logic that is printed once and that no manual of the embedded versions has: to be read
)
