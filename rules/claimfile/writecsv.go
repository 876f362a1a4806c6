package claimfile

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/columns"
	"github.com/medcode/medcode/rules"
)

// A sheet writes claims as CSV: all columns, a row for each service line, the
// claim's cells on each.
type sheet struct {
	fields []string
	buf    []byte
	seen   map[string]bool // identifiers: a blank line parts claims of the same
}

// unwritten are the columns that are read and say what others say.
var unwritten = map[string]bool{"hospital": true, "age_days": true, "version": true}

func (s *sheet) columns() []string {
	if s.fields == nil {
		for _, f := range columns.Fields() {
			if !unwritten[f] {
				s.fields = append(s.fields, f)
			}
		}
	}
	return s.fields
}

func (s *sheet) header() []byte { return []byte(strings.Join(s.columns(), ",") + "\n") }

// rows returns the rows of a claim, the first below the header if asked.
func (s *sheet) rows(c *rules.Claim, header bool) ([]byte, error) {
	s.buf = s.buf[:0]
	if header {
		s.buf = append(s.buf, s.header()...)
	}
	if c.ID == "" && len(c.Lines) > 1 {
		return nil, fmt.Errorf("several lines and no id, by which their rows belong together: %w", medcode.ErrSyntax)
	}
	if s.seen[c.ID] {
		s.buf = append(s.buf, '\n')
	} else if len(s.seen) < mostSeen {
		if s.seen == nil {
			s.seen = map[string]bool{}
		}
		s.seen[c.ID] = true
	}
	none := rules.Line{}
	for i := range max(len(c.Lines), 1) {
		l, has := &none, false
		if i < len(c.Lines) {
			l, has = &c.Lines[i], true
		}
		line := false
		for k, field := range s.columns() {
			line = line || field == columns.FirstOfLine
			var cell string
			switch {
			case !line:
				cell = claimCell(c, field)
			case has:
				cell = lineCell(l, field)
			}
			if strings.ContainsAny(cell, "\r\n\x00") {
				return nil, fmt.Errorf("%s has a line break, which no cell here holds: %w", field, medcode.ErrSyntax)
			}
			if cell != strings.TrimSpace(cell) {
				return nil, fmt.Errorf("%s has blanks around it, which no cell here keeps: %w", field, medcode.ErrSyntax)
			}
			if k > 0 {
				s.buf = append(s.buf, ',')
			}
			if strings.ContainsAny(cell, ",\";|\t") || (cell != "" && columns.Cell(cell) != cell) {
				s.buf = append(append(append(s.buf, '"'), strings.ReplaceAll(cell, `"`, `""`)...), '"')
			} else {
				s.buf = append(s.buf, cell...)
			}
		}
		s.buf = append(s.buf, '\n')
	}
	return s.buf, nil
}

// claimCell returns what a column says of a claim.
func claimCell(c *rules.Claim, field string) string {
	switch field {
	case "id":
		return c.ID
	case "setting":
		return c.Setting.String()
	case "payer":
		return c.Payer.String()
	case "icd":
		return c.ICD.String()
	case "type_of_bill":
		return c.TypeOfBill
	case "place_of_service":
		return c.PlaceOfService
	case "frequency":
		return c.FrequencyCode
	case "original_reference":
		return c.OriginalReference
	case "billing_npi":
		return c.BillingNPI
	case "billing_taxonomy":
		return c.BillingTaxonomy
	case "billing_zip":
		return c.BillingZIP
	case "ccn":
		return c.CCN
	case "rendering_npi":
		return c.RenderingNPI
	case "rendering_taxonomy":
		return c.RenderingTaxonomy
	case "specialty":
		return c.Specialty
	case "operating_npi":
		return c.OperatingNPI
	case "referring_npi":
		return c.ReferringNPI
	case "facility_npi":
		return c.Facility.NPI
	case "facility_state":
		return c.Facility.State
	case "facility_zip":
		return c.Facility.ZIP
	case "poa_exempt":
		return flag(c.POAExempt)
	case "patient":
		return c.Patient.ID
	case "given":
		return c.Patient.Given
	case "birth":
		return c.Patient.Birth.String()
	case "age":
		return c.Patient.Age.String()
	case "sex":
		return c.Patient.Sex.String()
	case "member":
		return c.Member
	case "relationship":
		return c.Relationship
	case "medical_record":
		return c.MedicalRecord
	case "prior_authorization":
		return c.PriorAuthorization
	case "referral":
		return c.Referral
	case "remarks":
		return asJSON(c.Remarks)
	case "from":
		return c.From.String()
	case "through":
		return c.Through.String()
	case "admission":
		return c.Admission.String()
	case "discharge":
		return c.Discharge.String()
	case "admission_type":
		return c.AdmissionType
	case "admission_source":
		return c.AdmissionSource
	case "discharge_status":
		return c.DischargeStatus
	case "conditions":
		return listCell(c.Conditions, func(s string) []string { return []string{s} })
	case "occurrences":
		return listCell(c.Occurrences, func(o rules.Occurrence) []string { return []string{o.Code, o.Date.String()} })
	case "spans":
		return listCell(c.Spans, func(o rules.Span) []string { return []string{o.Code, o.From.String(), o.Through.String()} })
	case "values":
		return listCell(c.Values, func(v rules.Value) []string { return []string{v.Code, v.Amount.String()} })
	case "admitting":
		return c.Admitting
	case "reasons":
		return listCell(c.Reasons, func(s string) []string { return []string{s} })
	case "diagnoses":
		return listCell(c.Diagnoses, func(d rules.Diagnosis) []string { return []string{d.Code, d.POA} })
	case "procedures":
		return listCell(c.Procedures, func(p rules.Procedure) []string { return []string{p.Code, p.Date.String()} })
	case "drg":
		if c.DRG != 0 {
			return c.DRG.String()
		}
	case "charge":
		return money(c.Charge)
	case "teeth":
		return listCell(c.Teeth, func(t rules.ToothStatus) []string { return []string{t.Number, t.Status} })
	case "ortho_treatment":
		return flag(c.Orthodontics.Treatment)
	case "ortho_months":
		return count(c.Orthodontics.Months)
	case "ortho_remaining":
		return count(c.Orthodontics.Remaining)
	case "ortho_placed":
		return c.Orthodontics.Placed.String()
	case "adjudicated":
		return flag(c.Adjudicated)
	case "allowed":
		return money(c.Allowed)
	case "paid":
		return money(c.Paid)
	case "denied":
		return flag(c.Denied)
	case "denial_reason":
		return c.DenialReason
	case "unreadable":
		return asJSON(c.Unreadable)
	}
	return ""
}

// lineCell returns what a column says of a service line.
func lineCell(l *rules.Line, field string) string {
	switch field {
	case "hcpcs":
		return l.Code
	case "code_list":
		return l.CodeList
	case "modifiers":
		return listCell(l.Modifiers, func(s string) []string { return []string{s} })
	case "revenue":
		return l.Revenue
	case "units":
		return number(l.Units)
	case "measure":
		return l.Measure
	case "line_charge":
		return money(l.Charge)
	case "line_non_covered":
		return money(l.NonCovered)
	case "line_from":
		return l.From.String()
	case "line_through":
		return l.Through.String()
	case "line_pos":
		return l.PlaceOfService
	case "line_npi":
		return l.RenderingNPI
	case "line_taxonomy":
		return l.RenderingTaxonomy
	case "line_specialty":
		return l.Specialty
	case "line_facility_npi":
		return l.Facility.NPI
	case "line_facility_state":
		return l.Facility.State
	case "line_facility_zip":
		return l.Facility.ZIP
	case "line_authorization":
		return l.PriorAuthorization
	case "line_referring_npi":
		return l.ReferringNPI
	case "line_pointers":
		return listCell(l.Pointers, func(n int) []string { return []string{strconv.Itoa(n)} })
	case "line_note":
		return l.Note
	case "ndc":
		return l.NDC
	case "ndc_quantity":
		if l.NDCQuantity != 0 {
			return number(l.NDCQuantity)
		}
	case "ndc_unit":
		return l.NDCUnit
	case "days_supply":
		return count(l.DaysSupply)
	case "line_teeth":
		for _, t := range l.Teeth {
			for _, one := range t.Surfaces {
				if len(one) != 1 || one[0] >= 0x80 { // as letters one behind the other they would be read otherwise
					return asJSON(l.Teeth)
				}
			}
		}
		return listCell(l.Teeth, func(t rules.Tooth) []string { return []string{t.Number, strings.Join(t.Surfaces, "")} })
	case "line_areas":
		return listCell(l.Areas, func(s string) []string { return []string{s} })
	case "prosthesis":
		return l.Prosthesis
	case "line_allowed":
		return money(l.Allowed)
	case "line_paid":
		return money(l.Paid)
	case "line_denied":
		return flag(l.Denied)
	case "line_denial_reason":
		return l.DenialReason
	}
	return ""
}

func flag(v bool) string {
	if v {
		return "true"
	}
	return ""
}

func count(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func money(v medcode.Cents) string {
	if v == 0 {
		return ""
	}
	return v.String()
}

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// listCell writes the elements of a list with blanks between, their parts with
// colons; where a part holds what would be read otherwise, as JSON.
func listCell[T any](list []T, parts func(T) []string) string {
	var b strings.Builder
	for i, v := range list {
		if i > 0 {
			b.WriteByte(' ')
		}
		all := parts(v)
		for len(all) > 1 && all[len(all)-1] == "" {
			all = all[:len(all)-1]
		}
		for k, p := range all {
			if p == "" && k == 0 || p == "-" || strings.ContainsAny(p, " ,;|\t:\"[") {
				return asJSON(list)
			}
			if k > 0 {
				b.WriteByte(':')
			}
			b.WriteString(p)
		}
	}
	return b.String()
}

func asJSON[T any](list []T) string {
	if len(list) == 0 {
		return ""
	}
	text, err := json.Marshal(list)
	if err != nil {
		return ""
	}
	return string(text)
}
