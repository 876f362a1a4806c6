package medcode

// A DiagnosticKind says what sort of defect a [Diagnostic] is, for programs that
// count or choose them; the same defect has the same kind in all packages. More
// kinds may come.
type DiagnosticKind string

// Kinds of files and what they hold together.
const (
	KindDuplicateFile   DiagnosticKind = "duplicate-file"   // the same file twice; read once
	KindUnreadFile      DiagnosticKind = "unread-file"      // no file of the system that is known, or one that nothing reads
	KindUnusedFile      DiagnosticKind = "unused-file"      // a known file that is not needed beside another, or that nothing is made of
	KindMissingPart     DiagnosticKind = "missing-part"     // a file or table that the release should have
	KindOtherPart       DiagnosticKind = "other-part"       // another file or part was taken in place of the one asked for
	KindPart            DiagnosticKind = "part"             // a part of a release that is read beside another
	KindReleaseUnknown  DiagnosticKind = "release-unknown"  // nothing says the year, quarter or version: the release holds on every date
	KindReleaseInferred DiagnosticKind = "release-inferred" // the year, quarter or update follows from the content alone
	KindOtherRelease    DiagnosticKind = "other-release"    // a file of another year, quarter or version than the rest
	KindFilesDiffer     DiagnosticKind = "files-differ"     // two files that should say the same don't
)

// Kinds of texts.
const (
	KindCutShort           DiagnosticKind = "cut-short"           // less than any official file of its sort has, or the end of a file is not as it should be
	KindUnfinished         DiagnosticKind = "unfinished"          // the last line has no end
	KindLineEnd            DiagnosticKind = "line-end"            // lines end otherwise than in the published file, or in different ways
	KindEndOfFileMark      DiagnosticKind = "end-of-file-mark"    // the DOS end-of-file mark (0x1A), left out
	KindEncoding           DiagnosticKind = "encoding"            // text that is not UTF-8, read as Windows-1252
	KindBlankLine          DiagnosticKind = "blank-line"          // a line without text
	KindNoBreakSpace       DiagnosticKind = "no-break-space"      // no-break spaces, read as spaces
	KindSpelling           DiagnosticKind = "spelling"            // not written as elsewhere in the file: case, dots, blanks
	KindLeadingZeros       DiagnosticKind = "leading-zeros"       // zeros in front that a spreadsheet lost, put back
	KindTrailingText       DiagnosticKind = "trailing-text"       // text behind the last record or field, left out
	KindRemark             DiagnosticKind = "remark"              // a remark among the rows, left out
	KindOrphanContinuation DiagnosticKind = "orphan-continuation" // a continuation that doesn't follow what it continues
	KindUnknownElement     DiagnosticKind = "unknown-element"     // an element of XML that is not known at its place
	KindTooMany            DiagnosticKind = "too-many"            // more defects than are listed
)

// Kinds of tables, rows and values.
const (
	KindUnknownColumn  DiagnosticKind = "unknown-column"  // a column, or text in no column, that the reader doesn't know
	KindMissingColumn  DiagnosticKind = "missing-column"  // a column that the reader looks for and the file lacks
	KindTitle          DiagnosticKind = "title"           // the header is not the first line
	KindShortRow       DiagnosticKind = "short-row"       // a row of fewer cells than the headings
	KindNoKey          DiagnosticKind = "no-key"          // a row without what names it, left out
	KindNoRow          DiagnosticKind = "no-row"          // rows that hold no record, passed over
	KindDuplicateCode  DiagnosticKind = "duplicate-code"  // a code that stands there before; the message says which counts
	KindDuplicateRow   DiagnosticKind = "duplicate-row"   // a row that stands there before, whole or by its key
	KindDuplicateTable DiagnosticKind = "duplicate-table" // a table that occurs twice
	KindDuplicateValue DiagnosticKind = "duplicate-value" // a value that occurs twice in an axis
	KindOverlap        DiagnosticKind = "overlap"         // rows that hold for the same thing at the same time
	KindOrder          DiagnosticKind = "order"           // rows not in the order that they should be in
	KindOrderNumber    DiagnosticKind = "order-number"    // order numbers that don't rise by one
	KindScattered      DiagnosticKind = "scattered"       // rows of a code that don't stand together
	KindMalformedValue DiagnosticKind = "malformed-value" // a cell or field that can't be read
	KindUnknownValue   DiagnosticKind = "unknown-value"   // a value that the layout doesn't explain
	KindUnknownField   DiagnosticKind = "unknown-field"   // a field that is not known, left out
	KindUnknownFlag    DiagnosticKind = "unknown-flag"    // a flag that is not known
	KindFlag           DiagnosticKind = "flag"            // flags of a row that contradict each other or its code
	KindCount          DiagnosticKind = "count"           // a printed count that is not the number of what it counts
	KindTotal          DiagnosticKind = "total"           // parts that don't add up to the total
	KindStatus         DiagnosticKind = "status"          // a status of another form than the list has
	KindDates          DiagnosticKind = "dates"           // how the dates of a table were read
	KindDecimalComma   DiagnosticKind = "decimal-comma"   // numbers written with a decimal comma
)

// Kinds of codes.
const (
	KindCodesDiffer          DiagnosticKind = "codes-differ"           // codes of one file that another of the release lacks, or that it has otherwise
	KindTitlesDiffer         DiagnosticKind = "titles-differ"          // a title or descriptor that another file has otherwise
	KindHeaderDiffers        DiagnosticKind = "header-differs"         // a header in one file, a code in another
	KindNotInCodeFile        DiagnosticKind = "not-in-code-file"       // a code of the tabular list that the code file lacks
	KindNotInTabular         DiagnosticKind = "not-in-tabular"         // a code of the code file that the tabular list lacks
	KindDanglingReference    DiagnosticKind = "dangling-reference"     // a reference to what the release has not
	KindIndexCode            DiagnosticKind = "index-code"             // an index leads to what is no code, or begins none
	KindIndexCodeUnknown     DiagnosticKind = "index-code-unknown"     // an index gives a code that the release has not
	KindPOAExemptUnknown     DiagnosticKind = "poa-exempt-unknown"     // exempt from present-on-admission reporting, and no code of the release
	KindNoParent             DiagnosticKind = "no-parent"              // a code without the header above it
	KindNoHeader             DiagnosticKind = "no-header"              // a code before the header of its table
	KindMisplacedCode        DiagnosticKind = "misplaced-code"         // a code printed below one that doesn't begin it
	KindEmptyNote            DiagnosticKind = "empty-note"             // a note without text
	KindSeventhCharacterNote DiagnosticKind = "seventh-character-note" // a note on 7th characters in words that are not known
	KindConversion           DiagnosticKind = "conversion"             // a row of a conversion table that doesn't fit the release
	KindMisfit               DiagnosticKind = "misfit"                 // a change of an addendum that doesn't fit the release
	KindRevision             DiagnosticKind = "revision"               // one half of a revision without the other
	KindCorrection           DiagnosticKind = "correction"             // a correction that the release has already, or that doesn't fit it
)

// Kinds of research and risk adjustment.
const (
	KindMissingCode        DiagnosticKind = "missing-code"        // a record without a code
	KindMissingDate        DiagnosticKind = "missing-date"        // a record without a date that can be read
	KindUnknownSystem      DiagnosticKind = "unknown-system"      // a diagnosis of no system of codes that is known
	KindOtherSystem        DiagnosticKind = "other-system"        // codes of another system than is said, or than the format holds
	KindMissingPOA         DiagnosticKind = "missing-poa"         // no present-on-admission indicator that can be read
	KindNoDefault          DiagnosticKind = "no-default"          // no default category for a setting
	KindTwoDefaults        DiagnosticKind = "two-defaults"        // a second default category
	KindNoWeight           DiagnosticKind = "no-weight"           // a measure, or DRG, without a weight
	KindNoIndices          DiagnosticKind = "no-indices"          // the publisher has no index weights of the release
	KindHistology          DiagnosticKind = "histology"           // a morphology that is not of its histology
	KindUnknownStatement   DiagnosticKind = "unknown-statement"   // a statement of a program that is not understood
	KindUnknownModel       DiagnosticKind = "unknown-model"       // rows of a model that is not known
	KindOtherName          DiagnosticKind = "other-name"          // a thing named otherwise in another table
	KindSecondMapping      DiagnosticKind = "second-mapping"      // a second file that maps the diagnoses
	KindMissingCoefficient DiagnosticKind = "missing-coefficient" // a coefficient that the program adds and the files lack
	KindUnusedCoefficient  DiagnosticKind = "unused-coefficient"  // a coefficient that the program doesn't add
)

// Kinds of claims and stays.
const (
	KindRepeatedID     DiagnosticKind = "repeated-id"     // rows with the id of the row before
	KindSetting        DiagnosticKind = "setting"         // no column says inpatient or outpatient
	KindOtherResources DiagnosticKind = "other-resources" // resources that are no claims
)

// Kinds of fee schedules, edits and payment.
const (
	KindMissingState           DiagnosticKind = "missing-state"            // localities without a state
	KindUnknownLocality        DiagnosticKind = "unknown-locality"         // a factor of a locality that is not known
	KindTwoWorkIndices         DiagnosticKind = "two-work-indices"         // two indices of physician work
	KindUnknownAgeGroup        DiagnosticKind = "unknown-age-group"        // an age group that is not known
	KindDeletedBeforeEffective DiagnosticKind = "deleted-before-effective" // an edit deleted before it took effect
	KindIndicator9             DiagnosticKind = "indicator-9"              // an edit with indicator 9 that was in force
	KindSameCode               DiagnosticKind = "same-code"                // an edit of a code with itself
	KindContractorDefined      DiagnosticKind = "contractor-defined"       // a type 1 add-on code whose primary codes contractors define
	KindSeverity               DiagnosticKind = "severity"                 // two tables that give a code different severities
	KindAliveOnly              DiagnosticKind = "alive-only"               // a code that counts for the living, and is not in the list that it qualifies
	KindWeightCap              DiagnosticKind = "weight-cap"               // a weight that the cap on reductions made smaller
	KindLengthOfStay           DiagnosticKind = "length-of-stay"           // a geometric mean length of stay above the arithmetic mean
)
