package stayfile

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/internal/codeword"
	"github.com/medcode/medcode/internal/columns"
)

// A field is what a column or a key can be.
type field uint8

const (
	noField field = iota
	fieldID
	fieldVersion
	fieldAge
	fieldAgeDays
	fieldSex
	fieldStatus
	fieldHospital
	fieldAdmission
	fieldDischarge
	fieldAdmitting
	fieldDiagnoses
	fieldProcedures
	fieldDiagnosis // these four with a number
	fieldPOA
	fieldProcedure
	fieldProcedureDate
)

// fields are the names of the fields here, those that columns.Field gives them,
// and what they want.
var fields = [...]struct{ name, column, want string }{
	fieldID:            {"id", "id", "text without control characters"},
	fieldVersion:       {"version", "version", "an MS-DRG version such as 43.1 or 431"},
	fieldAge:           {"age", "age", "a whole number of years"},
	fieldAgeDays:       {"agedays", "age_days", "a whole number of days"},
	fieldSex:           {"sex", "sex", "M, F or U"},
	fieldStatus:        {"status", "discharge_status", "a discharge status in digits"},
	fieldHospital:      {"hospital", "hospital", "NON_EXEMPT, EXEMPT or UNKNOWN"},
	fieldAdmission:     {"admission", "admission", "a date as YYYY-MM-DD, YYYYMMDD or MM/DD/YYYY"},
	fieldDischarge:     {"discharge", "discharge", "a date as YYYY-MM-DD, YYYYMMDD or MM/DD/YYYY"},
	fieldAdmitting:     {"admit", "admitting", "a code"},
	fieldDiagnoses:     {"dx", "diagnoses", "codes, each with one character of POA at most"},
	fieldProcedures:    {"px", "procedures", "codes"},
	fieldDiagnosis:     {"dx", "dx", "a code"},
	fieldPOA:           {"poa", "poa", "one character"},
	fieldProcedure:     {"px", "px", "a code"},
	fieldProcedureDate: {"pxdate", "pxdate", "a date as YYYY-MM-DD, YYYYMMDD or MM/DD/YYYY"},
}

func (f field) String() string { return fields[f].name }

// fieldOf returns the field that a header or a key names, and its number if it
// has one: dx and 3 for "DX 3".
func fieldOf(name string) (field, int) {
	column, n := columns.Field(name)
	if column == "" {
		return noField, 0
	}
	first, last := fieldID, fieldProcedures
	if n > 0 {
		first, last = fieldDiagnosis, fieldProcedureDate
	}
	for f := first; f <= last; f++ {
		if fields[f].column == column {
			return f, n
		}
	}
	return noField, 0
}

// A fieldSet is a set of fields.
type fieldSet uint32

func (s fieldSet) has(f field) bool { return s&(1<<f) != 0 }

// add adds f and reports whether it was new.
func (s *fieldSet) add(f field) bool {
	was := s.has(f)
	*s |= 1 << f
	return !was
}

// missing returns the names of the fields that a stay must have and s lacks.
func (s fieldSet) missing() []string {
	var names []string
	for _, f := range []field{fieldID, fieldAge, fieldSex, fieldStatus, fieldDiagnoses} {
		if !s.has(f) && !(f == fieldAge && s.has(fieldAgeDays)) && !(f == fieldDiagnoses && s.has(fieldDiagnosis)) {
			names = append(names, f.String())
		}
	}
	return names
}

func (s fieldSet) check() error {
	if names := s.missing(); names != nil {
		return fmt.Errorf("%s missing: %w", strings.Join(names, ", "), medcode.ErrSyntax)
	}
	return nil
}

// tooMany is the error of more codes of a kind than the limit.
func (d *Decoder) tooMany() error {
	return &medcode.LimitError{Limit: "ClaimCodes", Reason: fmt.Sprintf("more than %d codes of one kind", d.r.limits.ClaimCodes)}
}

// wanted is the error of a text that is not what f wants.
func wanted(f field) error {
	return fmt.Errorf("%s: want %s: %w", f, fields[f].want, medcode.ErrSyntax)
}

// set gives a field of one value its value.
func (d *Decoder) set(f field, text string) error {
	text, _ = codeword.Trim(text)
	r := &d.rec
	var err error
	switch f {
	case fieldID:
		r.ID = text
		if text == "" || strings.ContainsFunc(text, isControl) {
			err = medcode.ErrSyntax
		}
	case fieldVersion:
		r.Version, err = d.version(text)
	case fieldAge:
		r.Age, err = strconv.Atoi(columns.Age(text))
	case fieldAgeDays:
		if text != "" {
			r.AgeDays, err = strconv.Atoi(text)
		}
	case fieldSex:
		r.Sex, err = columns.Sex(text)
	case fieldStatus:
		if r.Status, err = strconv.Atoi(text); err != nil {
			r.Status, err = strconv.Atoi(columns.Status(text))
		}
	case fieldHospital:
		if text != "" {
			r.Hospital, err = drg.ParseReporting(strings.ToUpper(text))
		}
	case fieldAdmission:
		r.Admission, err = d.date(text)
	case fieldDischarge:
		r.Discharge, err = d.date(text)
	case fieldAdmitting:
		if text != "-" && text != "" {
			r.Admitting = d.diagnosisCode(text)
		}
	}
	if err != nil {
		if errors.Is(err, columns.ErrSerial) {
			return err
		}
		return wanted(f)
	}
	return nil
}

func isControl(c rune) bool { return c < ' ' || c == 0x7f }

// date reads a date; nothing is the zero date.
func (d *Decoder) date(text string) (medcode.Date, error) {
	if text == "" {
		return medcode.Date{}, nil
	}
	return columns.Date(text, d.r.order)
}

// version reads 43.1, 43 or 431. Lines that follow each other name the same one.
func (d *Decoder) version(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	if text != d.versionText {
		v, err := parseVersion(text)
		if err != nil {
			return "", err
		}
		d.versionText, d.versionSeen = strings.Clone(text), v
	}
	return d.versionSeen, nil
}

func parseVersion(text string) (string, error) {
	major, minor, dotted := strings.Cut(text, ".")
	if !dotted && len(text) == 3 {
		major, minor = text[:2], text[2:]
	}
	if len(major) > 2 || len(minor) > 1 || !digits(major) || minor != "" && !digits(minor) || dotted && minor == "" {
		return "", errors.New("no version")
	}
	if minor == "" || minor == "0" {
		return major, nil
	}
	return major + "." + minor, nil
}

func digits(s string) bool {
	for i := range len(s) {
		if !codeword.IsDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

func (d *Decoder) diagnosisCode(text string) cm.Code {
	if d.r.format == TSV && strings.IndexByte(text, '.') >= 0 {
		return cm.Code{}
	}
	c, _ := cm.Parse(text)
	return c
}

// addDiagnosis adds a diagnosis; poa is one character or nothing.
func (d *Decoder) addDiagnosis(code, poa string) error {
	if poa, _ = codeword.Trim(poa); len(poa) > 1 {
		return wanted(fieldDiagnoses)
	}
	if len(d.rec.Diagnoses) >= d.r.limits.ClaimCodes {
		return d.tooMany()
	}
	p, err := cm.ParsePOA(poa)
	if err != nil {
		p = cm.POA(poa[0])
	}
	c := d.diagnosisCode(code)
	if !c.IsValid() {
		d.rec.Malformed = append(d.rec.Malformed, Malformed{At: len(d.rec.Diagnoses), Text: code})
	}
	d.rec.Diagnoses = append(d.rec.Diagnoses, drg.Diagnosis{Code: c, POA: p})
	return nil
}

func (d *Decoder) addProcedure(code, when string) error {
	if len(d.rec.Procedures) >= d.r.limits.ClaimCodes {
		return d.tooMany()
	}
	day, err := d.date(when)
	if err != nil {
		return wanted(fieldProcedureDate)
	}
	c, err := pcs.Parse(code)
	if err != nil {
		d.rec.Malformed = append(d.rec.Malformed, Malformed{Procedure: true, At: len(d.rec.Procedures), Text: code})
	}
	d.rec.Procedures = append(d.rec.Procedures, drg.Procedure{Code: c, Date: day})
	return nil
}

// addEntry adds an element of a list: a code, for a diagnosis with its POA
// behind a colon.
func (d *Decoder) addEntry(f field, text string) error {
	if f == fieldProcedures {
		return d.addProcedure(text, "")
	}
	code, poa, _ := strings.Cut(text, ":")
	return d.addDiagnosis(code, poa)
}

// addList adds the elements of a list in one text. Commas, semicolons, bars or
// blanks separate them; nothing or a dash is an empty list.
func (d *Decoder) addList(f field, text string) error {
	text, _ = codeword.Trim(text)
	if text == "" || text == "-" {
		return nil
	}
	separator := byte(' ')
	if d.r.format == TSV {
		separator = ','
	} else if i := strings.IndexAny(text, ",;|"); i >= 0 {
		separator = text[i]
	}
	for more := true; more; {
		var entry string
		i := strings.IndexByte(text, separator)
		if more = i >= 0; more {
			entry, text = text[:i], text[i+1:]
		} else {
			entry = text
		}
		if entry == "" && separator == ' ' {
			continue // several blanks
		}
		if err := d.addEntry(f, entry); err != nil {
			return err
		}
	}
	return nil
}
