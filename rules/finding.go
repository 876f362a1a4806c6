package rules

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/medcode/medcode/internal/enum"
)

// A Finding is one thing that a rule found in a claim.
type Finding struct {
	Rule        string      `json:"rule"`  // the rule's ID
	Title       string      `json:"title"` // the rule's Name
	Severity    Severity    `json:"severity"`
	Disposition Disposition `json:"disposition,omitempty"`
	Place       Place       `json:"place"`
	Related     []Place     `json:"related,omitempty"`    // other places that take part, as the column 1 line of a pair
	Codes       []string    `json:"codes,omitempty"`      // the codes that it is about, that of Place first
	Message     string      `json:"message"`              // a sentence a biller understands
	Suggestion  string      `json:"suggestion,omitempty"` // the way out, where there is one
	Citation    Citation    `json:"citation"`
	Release     string      `json:"release,omitempty"` // the release of the code set or edits that it was judged by: "ICD-10-CM 2026"
}

// String returns the finding in one line: severity, rule, place, message.
func (f Finding) String() string {
	return fmt.Sprintf("%s %s at %s: %s", f.Severity, f.Rule, f.Place, f.Message)
}

// A Citation says where a rule is published.
type Citation struct {
	Document string `json:"document"`          // "Definitions of Medicare Code Edits v43.1"
	Section  string `json:"section,omitempty"` // "chapter 1, edit 4"
}

// String returns the document and the section.
func (c Citation) String() string {
	if c.Section == "" {
		return c.Document
	}
	return c.Document + ", " + c.Section
}

// A Part is a part of a claim that a finding can be about.
type Part uint8

// The parts. The zero Part is the claim as a whole.
const (
	OfClaim     Part = iota
	OfPatient        // birth date, age, sex
	OfAdmitting      // the admitting diagnosis
	OfReason         // a patient's reason for visit
	OfDiagnosis
	OfProcedure
	OfLine
)

// A Place is where in a claim a finding is. The zero Place is the claim as a whole.
//
// In JSON it has a number in place of the index, counted from 1 as people count:
// the third diagnosis is {"part":"diagnosis","number":3}.
type Place struct {
	Part  Part
	Index int    // counted from 0 within the part
	Field string // JSON name of the claim's field in that part: "poa", "units"
}

// placeJSON is a Place in JSON.
type placeJSON struct {
	Part   Part   `json:"part,omitempty"`
	Number int    `json:"number,omitzero"`
	Field  string `json:"field,omitempty"`
}

// MarshalJSON implements [encoding/json.Marshaler].
func (p Place) MarshalJSON() ([]byte, error) {
	j := placeJSON{Part: p.Part, Field: p.Field}
	if p.counted() {
		j.Number = p.Index + 1
	}
	return json.Marshal(j)
}

// UnmarshalJSON implements [encoding/json.Unmarshaler].
func (p *Place) UnmarshalJSON(b []byte) error {
	var j placeJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	*p = Place{Part: j.Part, Index: max(j.Number-1, 0), Field: j.Field}
	return nil
}

// counted reports whether there may be several of the part.
func (p Place) counted() bool {
	return p.Part == OfReason || p.Part == OfDiagnosis || p.Part == OfProcedure || p.Part == OfLine
}

// AtField returns the place of a field of the claim itself, by its JSON name.
func AtField(field string) Place { return Place{Field: field} }

// AtPatient returns the place of a field of the patient.
func AtPatient(field string) Place { return Place{Part: OfPatient, Field: field} }

// AtAdmitting returns the place of the admitting diagnosis.
func AtAdmitting() Place { return Place{Part: OfAdmitting} }

// AtReason returns the place of reason for visit i, counted from 0.
func AtReason(i int) Place { return Place{Part: OfReason, Index: i} }

// AtDiagnosis returns the place of diagnosis i, counted from 0.
func AtDiagnosis(i int) Place { return Place{Part: OfDiagnosis, Index: i} }

// AtProcedure returns the place of procedure i, counted from 0.
func AtProcedure(i int) Place { return Place{Part: OfProcedure, Index: i} }

// AtLine returns the place of line i, counted from 0.
func AtLine(i int) Place { return Place{Part: OfLine, Index: i} }

// In returns the place of a field within p.
func (p Place) In(field string) Place {
	p.Field = field
	return p
}

// Compare returns -1, 0 or +1 as p comes before, with or after q in a claim.
func (p Place) Compare(q Place) int {
	if c := int(p.Part) - int(q.Part); c != 0 {
		return sign(c)
	}
	if c := p.Index - q.Index; c != 0 {
		return sign(c)
	}
	return strings.Compare(p.Field, q.Field)
}

func sign(n int) int {
	if n < 0 {
		return -1
	}
	return 1
}

// String returns the place as people say it, counted from 1: "principal
// diagnosis", "diagnosis 3 poa", "line 2".
func (p Place) String() string {
	var s string
	switch p.Part {
	case OfClaim:
		s = "claim"
	case OfPatient:
		s = "patient"
	case OfAdmitting:
		s = "admitting diagnosis"
	case OfDiagnosis:
		s = fmt.Sprintf("diagnosis %d", p.Index+1)
	case OfReason, OfProcedure, OfLine:
		s = fmt.Sprintf("%s %d", enum.Name(p.Part, partNames), p.Index+1)
	}
	if p.Field != "" {
		s += " " + p.Field
	}
	return s
}

// Pointer returns the place as a JSON pointer (RFC 6901) into the claim's JSON form.
func (p Place) Pointer() string {
	var s string
	switch p.Part {
	case OfPatient:
		s = "/patient"
	case OfAdmitting:
		s = "/admitting"
	case OfReason:
		s = fmt.Sprintf("/reasons/%d", p.Index)
	case OfDiagnosis:
		s = fmt.Sprintf("/diagnoses/%d", p.Index)
	case OfProcedure:
		s = fmt.Sprintf("/procedures/%d", p.Index)
	case OfLine:
		s = fmt.Sprintf("/lines/%d", p.Index)
	}
	if p.Field != "" {
		s += "/" + p.Field
	}
	return s
}

// String returns the part's name: "diagnosis"; "" for the claim.
func (p Part) String() string { return enum.Name(p, partNames) }

// MarshalText implements [encoding.TextMarshaler].
func (p Part) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (p *Part) UnmarshalText(b []byte) error { return enum.Parse(p, b, partNames) }
