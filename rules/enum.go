package rules

import "github.com/medcode/medcode/internal/enum"

// A Setting is the kind of claim: who sends it and for what kind of care.
type Setting uint8

// The settings. The zero Setting is none.
const (
	Inpatient    Setting = iota + 1 // a hospital's claim for a stay (837I, UB-04, type of bill 11x)
	Outpatient                      // a hospital's claim for outpatient care (837I, UB-04)
	Professional                    // a clinician's or supplier's claim (837P, CMS-1500)
	Dental                          // a dentist's claim (837D, ADA form), of codes of the CDT
	Pharmacy                        // a dispensed drug, as Part D events and pharmacies' claims report it
)

// Settings is a set of settings. The zero Settings is the three whose claims are
// of medical care: inpatient, outpatient and professional; rules for dental and
// pharmacy claims name these.
type Settings uint8

// In returns the set of the given settings.
func In(settings ...Setting) Settings {
	var set Settings
	for _, s := range settings {
		set |= 1 << s
	}
	return set
}

// Contains reports whether s is in the set. A claim of no setting is in the zero
// Settings.
func (set Settings) Contains(s Setting) bool {
	if set == 0 {
		return s != Dental && s != Pharmacy
	}
	return set&(1<<s) != 0
}

// Each returns the settings in the set, in order.
func (set Settings) Each() []Setting {
	var all []Setting
	for s := Inpatient; s <= Pharmacy; s++ {
		if set.Contains(s) {
			all = append(all, s)
		}
	}
	return all
}

// A Payer is who is asked to pay, as far as rules depend on it.
type Payer uint8

// The payers. The zero Payer is not stated.
const (
	Medicare Payer = iota + 1
	MedicareAdvantage
	Medicaid
	Commercial
	OtherPayer
)

// A Severity is how much a finding matters.
type Severity uint8

// The severities, in ascending order. The zero Severity is none.
const (
	Note    Severity = iota + 1 // worth knowing; nothing need change
	Warning                     // likely wrong, or likely to be questioned
	Error                       // wrong under the rule cited
)

// A Disposition is what the payer does with the claim or the line. The zero
// Disposition is none: the rule is not a payer's.
type Disposition uint8

// The dispositions.
const (
	Warn             Disposition = iota + 1 // processed all the same
	Suspend                                 // held for review by the contractor
	Deny                                    // the claim or line is not paid; the decision can be appealed
	ReturnToProvider                        // sent back unprocessed, to be corrected and sent again
	Reject                                  // not accepted; it counts as never sent
)

// An ICD is the revision that a claim's diagnoses and inpatient procedures are
// coded in.
type ICD uint8

// The revisions. Claims with discharges before October 1, 2015 are in ICD-9-CM.
const (
	ICD10 ICD = iota // ICD-10-CM and ICD-10-PCS; the zero ICD
	ICD9             // ICD-9-CM, volumes 1 and 3
)

// A Status is what a rule came to on a claim.
type Status uint8

// The statuses.
const (
	Passed        Status = iota // the rule applied and found nothing
	Found                       // the rule applied and has findings
	NotApplicable               // the rule is not about claims like this one
	NotInForce                  // the rule does not hold on the claim's date
	Undecided                   // the claim lacks what the rule needs to judge
)

var (
	settingNames     = []string{"", "inpatient", "outpatient", "professional", "dental", "pharmacy"}
	payerNames       = []string{"", "medicare", "medicare-advantage", "medicaid", "commercial", "other"}
	severityNames    = []string{"", "note", "warning", "error"}
	dispositionNames = []string{"", "warn", "suspend", "deny", "return-to-provider", "reject"}
	icdNames         = []string{"10", "9"}
	statusNames      = []string{"passed", "found", "not-applicable", "not-in-force", "undecided"}
	partNames        = []string{"", "patient", "admitting", "reason", "diagnosis", "procedure", "line"}
)

// String returns "inpatient", "outpatient", "professional", "dental" or "pharmacy".
func (s Setting) String() string { return enum.Name(s, settingNames) }

// MarshalText implements [encoding.TextMarshaler].
func (s Setting) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (s *Setting) UnmarshalText(b []byte) error { return enum.Parse(s, b, settingNames) }

// String returns the payer in lower case: "medicare", "medicare-advantage".
func (p Payer) String() string { return enum.Name(p, payerNames) }

// MarshalText implements [encoding.TextMarshaler].
func (p Payer) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (p *Payer) UnmarshalText(b []byte) error { return enum.Parse(p, b, payerNames) }

// String returns "note", "warning" or "error".
func (s Severity) String() string { return enum.Name(s, severityNames) }

// MarshalText implements [encoding.TextMarshaler].
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (s *Severity) UnmarshalText(b []byte) error { return enum.Parse(s, b, severityNames) }

// String returns "warn", "suspend", "deny", "return-to-provider" or "reject".
func (d Disposition) String() string { return enum.Name(d, dispositionNames) }

// MarshalText implements [encoding.TextMarshaler].
func (d Disposition) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (d *Disposition) UnmarshalText(b []byte) error { return enum.Parse(d, b, dispositionNames) }

// String returns "10" or "9".
func (v ICD) String() string { return enum.Name(v, icdNames) }

// MarshalText implements [encoding.TextMarshaler].
func (v ICD) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (v *ICD) UnmarshalText(b []byte) error { return enum.Parse(v, b, icdNames) }

// String returns "passed", "found", "not-applicable", "not-in-force" or "undecided".
func (s Status) String() string { return enum.Name(s, statusNames) }

// MarshalText implements [encoding.TextMarshaler].
func (s Status) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (s *Status) UnmarshalText(b []byte) error { return enum.Parse(s, b, statusNames) }
