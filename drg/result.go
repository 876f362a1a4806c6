package drg

import "github.com/medcode/medcode/internal/enum"

// A Result is what the grouper says of a stay.
type Result struct {
	Version string     `json:"version"` // of the MS-DRG logic: "43.1"
	Initial Assignment `json:"initial"` // before hospital-acquired conditions are looked at
	Final   Assignment `json:"final"`   // after: the DRG that is paid

	HACStatus HACStatus `json:"hacStatus"`
	HACs      int       `json:"hacs"` // how many hospital-acquired conditions the stay has

	Diagnoses  []DiagnosisResult `json:"diagnoses"`  // in the order of the stay
	Procedures []ProcedureResult `json:"procedures"` // in the order of the stay

	marks []HACMark // what the HACs of Diagnoses and Procedures are slices of
	work  work
}

// An Assignment is a DRG and how it was reached.
type Assignment struct {
	Code  ReturnCode `json:"code"`
	MDC   int        `json:"mdc"` // 0 where the stay could not be grouped
	DRG   Number     `json:"drg"`
	Title string     `json:"title"`
	Kind  Kind       `json:"kind"`
	Level Level      `json:"severity"` // of the secondary diagnoses, as far as the DRG depends on it
}

// A DiagnosisResult is what the grouper says of a diagnosis.
type DiagnosisResult struct {
	Recognized bool       `json:"recognized"` // in the code set of the version
	Impact     Impact     `json:"impact"`
	Initial    Severity   `json:"initial"` // as a secondary diagnosis, before HAC processing
	Final      Severity   `json:"final"`   // after it
	POA        POAVerdict `json:"poa"`
	HACs       []HACMark  `json:"hacs,omitempty"`
}

// A ProcedureResult is what the grouper says of a procedure.
type ProcedureResult struct {
	Recognized    bool      `json:"recognized"`
	OperatingRoom bool      `json:"operatingRoom"` // an operating-room procedure by itself
	Impact        Impact    `json:"impact"`
	HACs          []HACMark `json:"hacs,omitempty"` // the conditions whose criteria it helped to meet
}

// A HACMark is a hospital-acquired condition, by its number in the manual's
// list, and what it comes to for a code.
type HACMark struct {
	Number  uint8      `json:"number"`
	Verdict HACVerdict `json:"status"`
}

// A ReturnCode says whether a stay could be grouped.
type ReturnCode uint8

// The return codes. All but OK come with DRG 999.
const (
	OK                         ReturnCode = iota
	InvalidPDX                            // the principal diagnosis is no code of the version, or there is none
	DXCannotBePDX                         // the principal diagnosis can't be one: an external cause
	InvalidSex                            // the MDC depends on the sex, and it is not known
	InvalidDischargeStatus                // the logic depends on the discharge status, and it is not valid
	HACMissingPOA                         // a stay with a HAC lacks the POA indicator of a candidate
	HACInvalidPOANOrU                     // a HAC with POA N or U, in a hospital of unknown reporting status
	HACInvalidPOAInvalidOr1               // a HAC with an invalid POA, in a hospital of unknown reporting status
	HACInvalidMultiplePOANotYW            // a HAC among several secondary diagnoses, in a hospital of unknown reporting status
	NoLogic                               // the zero Grouper was asked: Compile, Decode and package msdrg make groupers that have a logic
)

var returnCodeNames = []string{
	"OK", "INVALID_PDX", "DX_CANNOT_BE_PDX", "INVALID_SEX", "INVALID_DISCHARGE_STATUS", "HAC_MISSING_ONE_POA",
	"HAC_STATUS_INVALID_POA_N_OR_U", "HAC_STATUS_INVALID_POA_INVALID_OR_1", "HAC_STATUS_INVALID_MULT_HACS_POA_NOT_Y_W", "NO_LOGIC",
}

// String returns the name that the reference software uses.
func (c ReturnCode) String() string { return enum.Name(c, returnCodeNames) }

// MarshalText implements [encoding.TextMarshaler].
func (c ReturnCode) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (c *ReturnCode) UnmarshalText(b []byte) error { return enum.Parse(c, b, returnCodeNames) }

// A Kind says whether a DRG is medical or surgical (Appendix A of the manual).
type Kind uint8

// The kinds of DRG; NoKind is that of the ungroupable ones.
const (
	NoKind Kind = iota
	Medical
	Surgical
)

var kindNames = []string{"NONE", "MEDICAL", "SURGICAL"}

// String returns NONE, MEDICAL or SURGICAL.
func (k Kind) String() string { return enum.Name(k, kindNames) }

// MarshalText implements [encoding.TextMarshaler].
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (k *Kind) UnmarshalText(b []byte) error { return enum.Parse(k, b, kindNames) }

// A Level is the weight of secondary diagnoses: none, complication or
// comorbidity (CC), major complication or comorbidity (MCC).
type Level uint8

// The levels, in order.
const (
	NonCC Level = iota
	CC
	MCC
)

var levelNames = []string{"NON_CC", "CC", "MCC"}

// String returns NON_CC, CC or MCC.
func (l Level) String() string { return enum.Name(l, levelNames) }

// MarshalText implements [encoding.TextMarshaler].
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (l *Level) UnmarshalText(b []byte) error { return enum.Parse(l, b, levelNames) }

// A Severity is the level of a diagnosis in a stay, and what took it away.
type Severity uint8

// The severities.
const (
	Neither            Severity = iota
	IsCC                        // a CC that counts
	IsMCC                       // an MCC that counts
	CCExcluded                  // a CC that the principal diagnosis excludes (Appendix C part 1)
	MCCExcluded                 // an MCC that the principal diagnosis excludes
	CCExcludedByLogic           // a CC that the logic of the DRG uses itself (Appendix C part 3)
	MCCExcludedByLogic          // an MCC that the logic of the DRG uses itself
)

var severityNames = []string{"NEITHER", "CC", "MCC", "CC_EXCLUDED", "MCC_EXCLUDED", "CC_EXCLUDED_BY_DRG_LOGIC", "MCC_EXCLUDED_BY_DRG_LOGIC"}

// String returns the name that the reference software uses.
func (s Severity) String() string { return enum.Name(s, severityNames) }

// MarshalText implements [encoding.TextMarshaler].
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (s *Severity) UnmarshalText(b []byte) error { return enum.Parse(s, b, severityNames) }

// Counts returns the level at which s counts towards the severity of the DRG.
func (s Severity) Counts() Level {
	switch s {
	case IsCC:
		return CC
	case IsMCC:
		return MCC
	}
	return NonCC
}

// level returns the level of the code, whether it counts or not.
func (s Severity) level() Level {
	switch s {
	case IsCC, CCExcluded, CCExcludedByLogic:
		return CC
	case IsMCC, MCCExcluded, MCCExcludedByLogic:
		return MCC
	}
	return NonCC
}

// An Impact says which of the two assignments a code decided.
type Impact uint8

// The impacts; ImpactBoth is the two others together.
const (
	NoImpact      Impact = 0
	ImpactInitial Impact = 1
	ImpactFinal   Impact = 2
	ImpactBoth    Impact = 3
)

var impactNames = []string{"NONE", "INITIAL", "FINAL", "BOTH"}

// String returns NONE, INITIAL, FINAL or BOTH.
func (i Impact) String() string { return enum.Name(i, impactNames) }

// MarshalText implements [encoding.TextMarshaler].
func (i Impact) MarshalText() ([]byte, error) { return []byte(i.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (i *Impact) UnmarshalText(b []byte) error { return enum.Parse(i, b, impactNames) }

// A POAVerdict says how the POA indicator of a diagnosis was taken.
type POAVerdict uint8

// The verdicts.
const (
	POANotChecked    POAVerdict = iota // not a candidate for a hospital-acquired condition
	POAYes                             // Y or W: was there on admission
	POANo                              // N or U: was not there, or can't be told
	POANotRecognized                   // anything else
	POAExempt                          // the hospital is exempt from reporting
)

var poaVerdictNames = []string{"POA_NOT_CHECKED", "POA_RECOGNIZED_YES_POA", "POA_RECOGNIZED_NOT_POA", "POA_NOT_RECOGNIZED", "HOSPITAL_EXEMPT"}

// String returns the name that the reference software uses.
func (v POAVerdict) String() string { return enum.Name(v, poaVerdictNames) }

// MarshalText implements [encoding.TextMarshaler].
func (v POAVerdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (v *POAVerdict) UnmarshalText(b []byte) error { return enum.Parse(v, b, poaVerdictNames) }

// A HACStatus says what the hospital-acquired conditions did to the DRG. A stay
// that asks for its discharge status in the second grouping alone, and has none
// that is valid, would be HACChanges with DRG 999; the reference was never seen to
// meet one, and no table of the versions seems to lead there.
type HACStatus uint8

// The statuses.
const (
	HACNotApplicable HACStatus = iota // there are none
	HACNoChange                       // the DRG stays
	HACChanges                        // another DRG
	HACUngroupable                    // the stay can't be grouped any more
)

var hacStatusNames = []string{"NOT_APPLICABLE", "FINAL_DRG_NO_CHANGE", "FINAL_DRG_CHANGES", "FINAL_DRG_UNGROUPABLE"}

// String returns the name that the reference software uses.
func (s HACStatus) String() string { return enum.Name(s, hacStatusNames) }

// MarshalText implements [encoding.TextMarshaler].
func (s HACStatus) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (s *HACStatus) UnmarshalText(b []byte) error { return enum.Parse(s, b, hacStatusNames) }

// A HACVerdict says what a hospital-acquired condition comes to for a code.
type HACVerdict uint8

// The verdicts.
const (
	HACCriteriaMet HACVerdict = iota // the diagnosis is hospital-acquired, and loses its level
	HACExclusion                     // the principal diagnosis excludes the level anyhow
	HACNotOnList                     // a principal diagnosis that is among the criteria
)

var hacVerdictNames = []string{"HAC_CRITERIA_MET", "HAC_NOT_APPLICABLE_EXCLUSION", "NOT_ON_HAC_LIST"}

// String returns the name that the reference software uses.
func (v HACVerdict) String() string { return enum.Name(v, hacVerdictNames) }

// MarshalText implements [encoding.TextMarshaler].
func (v HACVerdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (v *HACVerdict) UnmarshalText(b []byte) error { return enum.Parse(v, b, hacVerdictNames) }
