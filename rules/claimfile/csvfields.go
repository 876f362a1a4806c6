package claimfile

import (
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/internal/columns"
	"github.com/medcode/medcode/rules"
)

// A claimSetter and a lineSetter give a field what a cell says, which is not empty.
type (
	claimSetter = func(*table, *rules.Claim, string) error
	lineSetter  = func(*table, *rules.Line, string) error
)

// cents reads an amount; one in parentheses is negative, as accountants write it.
func (t *table) cents(s string) (medcode.Cents, error) {
	if n := len(s); n > 2 && s[0] == '(' && s[n-1] == ')' {
		v, err := t.cents(s[1 : n-1])
		return -v, err
	}
	v, err := medcode.ParseCents(s)
	if err != nil {
		if w, err := medcode.ParseCents(columns.Money(s)); err == nil {
			return w, nil
		}
		if plain, ok := decimalComma(columns.Money(s), 2); ok {
			if w, err := medcode.ParseCents(plain); err == nil {
				t.comma = true
				return w, nil
			}
		}
	}
	return v, err
}

// number reads units and quantities.
func (t *table) number(s, what string) (float64, error) {
	v, err := quantity(s, what)
	if err != nil {
		if plain, ok := decimalComma(s, 6); ok {
			if w, err := quantity(plain, what); err == nil {
				t.comma = true
				return w, nil
			}
		}
	}
	return v, err
}

// decimalComma returns a number whose only comma stands before at most so many
// decimals, and is none of thousands, with a point for it.
func decimalComma(s string, most int) (string, bool) {
	whole, decimals, ok := strings.Cut(s, ",")
	if !ok || decimals == "" || len(decimals) > most || len(decimals) == 3 || strings.Trim(decimals, "0123456789") != "" {
		return "", false
	}
	return unparted.Replace(whole) + "." + decimals, true
}

func claimText(field func(*rules.Claim) *string) claimSetter {
	return func(_ *table, c *rules.Claim, s string) error { *field(c) = s; return nil }
}

func lineText(field func(*rules.Line) *string) lineSetter {
	return func(_ *table, l *rules.Line, s string) error { *field(l) = s; return nil }
}

// claimCode and lineCode are of codes and numbers that programs turn into 99213.0.
func claimCode(field func(*rules.Claim) *string) claimSetter {
	return func(_ *table, c *rules.Claim, s string) error { *field(c) = columns.Whole(s); return nil }
}

func lineCode(field func(*rules.Line) *string) lineSetter {
	return func(_ *table, l *rules.Line, s string) error { *field(l) = columns.Whole(s); return nil }
}

func claimDate(field func(*rules.Claim) *medcode.Date) claimSetter {
	return func(t *table, c *rules.Claim, s string) (err error) {
		*field(c), err = columns.Date(s, t.order)
		return err
	}
}

func lineDate(field func(*rules.Line) *medcode.Date) lineSetter {
	return func(t *table, l *rules.Line, s string) (err error) {
		*field(l), err = columns.Date(s, t.order)
		return err
	}
}

func claimMoney(field func(*rules.Claim) *medcode.Cents) claimSetter {
	return func(t *table, c *rules.Claim, s string) (err error) {
		*field(c), err = t.cents(s)
		return err
	}
}

func lineMoney(field func(*rules.Line) *medcode.Cents) lineSetter {
	return func(t *table, l *rules.Line, s string) (err error) {
		*field(l), err = t.cents(s)
		return err
	}
}

// claimSetters are those of the fields that say something of a claim as a whole.
var claimSetters = map[string]claimSetter{
	"id":      claimText(func(c *rules.Claim) *string { return &c.ID }),
	"setting": func(_ *table, c *rules.Claim, s string) (err error) { c.Setting, err = settingNamed(s); return err },
	"payer": func(_ *table, c *rules.Claim, s string) (err error) {
		return c.Payer.UnmarshalText([]byte(strings.ToLower(s)))
	},
	"icd":                func(_ *table, c *rules.Claim, s string) (err error) { c.ICD, err = icdNamed(s); return err },
	"type_of_bill":       claimCode(func(c *rules.Claim) *string { return &c.TypeOfBill }),
	"place_of_service":   claimCode(func(c *rules.Claim) *string { return &c.PlaceOfService }),
	"frequency":          claimCode(func(c *rules.Claim) *string { return &c.FrequencyCode }),
	"original_reference": claimText(func(c *rules.Claim) *string { return &c.OriginalReference }),
	"billing_npi":        claimCode(func(c *rules.Claim) *string { return &c.BillingNPI }),
	"billing_taxonomy":   claimText(func(c *rules.Claim) *string { return &c.BillingTaxonomy }),
	"billing_zip":        claimCode(func(c *rules.Claim) *string { return &c.BillingZIP }),
	"ccn":                claimCode(func(c *rules.Claim) *string { return &c.CCN }),
	"rendering_npi":      claimCode(func(c *rules.Claim) *string { return &c.RenderingNPI }),
	"rendering_taxonomy": claimText(func(c *rules.Claim) *string { return &c.RenderingTaxonomy }),
	"specialty":          claimCode(func(c *rules.Claim) *string { return &c.Specialty }),
	"operating_npi":      claimCode(func(c *rules.Claim) *string { return &c.OperatingNPI }),
	"referring_npi":      claimCode(func(c *rules.Claim) *string { return &c.ReferringNPI }),
	"facility_npi":       claimCode(func(c *rules.Claim) *string { return &c.Facility.NPI }),
	"facility_state":     claimText(func(c *rules.Claim) *string { return &c.Facility.State }),
	"facility_zip":       claimCode(func(c *rules.Claim) *string { return &c.Facility.ZIP }),
	"poa_exempt":         func(_ *table, c *rules.Claim, s string) (err error) { c.POAExempt, err = yes(s); return err },
	"hospital":           reporting,
	"patient":            claimText(func(c *rules.Claim) *string { return &c.Patient.ID }),
	"given":              claimText(func(c *rules.Claim) *string { return &c.Patient.Given }),
	"birth":              claimDate(func(c *rules.Claim) *medcode.Date { return &c.Patient.Birth }),
	"age": func(_ *table, c *rules.Claim, s string) error {
		return c.Patient.Age.UnmarshalJSON([]byte(columns.Age(s)))
	},
	"age_days":            ageDays,
	"sex":                 func(_ *table, c *rules.Claim, s string) (err error) { c.Patient.Sex, err = columns.Sex(s); return err },
	"member":              claimText(func(c *rules.Claim) *string { return &c.Member }),
	"relationship":        claimCode(func(c *rules.Claim) *string { return &c.Relationship }),
	"medical_record":      claimText(func(c *rules.Claim) *string { return &c.MedicalRecord }),
	"prior_authorization": claimText(func(c *rules.Claim) *string { return &c.PriorAuthorization }),
	"referral":            claimText(func(c *rules.Claim) *string { return &c.Referral }),
	"remarks":             remarks,
	"from":                claimDate(func(c *rules.Claim) *medcode.Date { return &c.From }),
	"through":             claimDate(func(c *rules.Claim) *medcode.Date { return &c.Through }),
	"admission":           claimDate(func(c *rules.Claim) *medcode.Date { return &c.Admission }),
	"discharge":           claimDate(func(c *rules.Claim) *medcode.Date { return &c.Discharge }),
	"admission_type":      claimCode(func(c *rules.Claim) *string { return &c.AdmissionType }),
	"admission_source":    claimText(func(c *rules.Claim) *string { return &c.AdmissionSource }),
	"discharge_status":    func(_ *table, c *rules.Claim, s string) error { c.DischargeStatus = columns.Status(s); return nil },
	"conditions":          func(_ *table, c *rules.Claim, s string) error { return list(s, &c.Conditions, plainCode) },
	"occurrences":         func(t *table, c *rules.Claim, s string) error { return list(s, &c.Occurrences, t.occurrence) },
	"spans":               func(t *table, c *rules.Claim, s string) error { return list(s, &c.Spans, t.spanOf) },
	"values":              func(_ *table, c *rules.Claim, s string) error { return list(s, &c.Values, valueOf) },
	"admitting":           func(_ *table, c *rules.Claim, s string) error { c.Admitting = noDash(s); return nil },
	"reasons":             func(_ *table, c *rules.Claim, s string) error { return list(s, &c.Reasons, plainCode) },
	"diagnoses":           func(_ *table, c *rules.Claim, s string) error { return list(s, &c.Diagnoses, diagnosisOf) },
	"procedures":          procedures,
	"drg": func(_ *table, c *rules.Claim, s string) (err error) {
		c.DRG, err = drg.ParseNumber(columns.Whole(s))
		return err
	},
	"charge": claimMoney(func(c *rules.Claim) *medcode.Cents { return &c.Charge }),
	"teeth":  func(_ *table, c *rules.Claim, s string) error { return list(s, &c.Teeth, toothStatusOf) },
	"ortho_treatment": func(_ *table, c *rules.Claim, s string) (err error) {
		c.Orthodontics.Treatment, err = yes(s)
		return err
	},
	"ortho_months": func(_ *table, c *rules.Claim, s string) (err error) {
		c.Orthodontics.Months, err = whole(s)
		return err
	},
	"ortho_remaining": func(_ *table, c *rules.Claim, s string) (err error) {
		c.Orthodontics.Remaining, err = whole(s)
		return err
	},
	"ortho_placed":  claimDate(func(c *rules.Claim) *medcode.Date { return &c.Orthodontics.Placed }),
	"adjudicated":   func(_ *table, c *rules.Claim, s string) (err error) { c.Adjudicated, err = yes(s); return err },
	"allowed":       claimMoney(func(c *rules.Claim) *medcode.Cents { return &c.Allowed }),
	"paid":          claimMoney(func(c *rules.Claim) *medcode.Cents { return &c.Paid }),
	"denied":        func(_ *table, c *rules.Claim, s string) (err error) { c.Denied, err = yes(s); return err },
	"denial_reason": claimText(func(c *rules.Claim) *string { return &c.DenialReason }),
	"unreadable":    func(_ *table, c *rules.Claim, s string) error { return list(s, &c.Unreadable, nil) },
	"version":       func(*table, *rules.Claim, string) error { return nil }, // of the grouper
}

// lineSetters are those of a service line.
var lineSetters = map[string]lineSetter{
	"hcpcs":               lineCode(func(l *rules.Line) *string { return &l.Code }),
	"code_list":           lineText(func(l *rules.Line) *string { return &l.CodeList }),
	"modifiers":           func(_ *table, l *rules.Line, s string) error { return list(s, &l.Modifiers, plainCode) },
	"revenue":             lineCode(func(l *rules.Line) *string { return &l.Revenue }),
	"units":               func(t *table, l *rules.Line, s string) (err error) { l.Units, err = t.number(s, "units"); return err },
	"measure":             lineText(func(l *rules.Line) *string { return &l.Measure }),
	"line_charge":         lineMoney(func(l *rules.Line) *medcode.Cents { return &l.Charge }),
	"line_non_covered":    lineMoney(func(l *rules.Line) *medcode.Cents { return &l.NonCovered }),
	"line_from":           lineDate(func(l *rules.Line) *medcode.Date { return &l.From }),
	"line_through":        lineDate(func(l *rules.Line) *medcode.Date { return &l.Through }),
	"line_pos":            lineCode(func(l *rules.Line) *string { return &l.PlaceOfService }),
	"line_npi":            lineCode(func(l *rules.Line) *string { return &l.RenderingNPI }),
	"line_taxonomy":       lineText(func(l *rules.Line) *string { return &l.RenderingTaxonomy }),
	"line_specialty":      lineCode(func(l *rules.Line) *string { return &l.Specialty }),
	"line_facility_npi":   lineCode(func(l *rules.Line) *string { return &l.Facility.NPI }),
	"line_facility_state": lineText(func(l *rules.Line) *string { return &l.Facility.State }),
	"line_facility_zip":   lineCode(func(l *rules.Line) *string { return &l.Facility.ZIP }),
	"line_authorization":  lineText(func(l *rules.Line) *string { return &l.PriorAuthorization }),
	"line_referring_npi":  lineCode(func(l *rules.Line) *string { return &l.ReferringNPI }),
	"line_pointers":       pointers,
	"line_note":           lineText(func(l *rules.Line) *string { return &l.Note }),
	"ndc":                 lineCode(func(l *rules.Line) *string { return &l.NDC }),
	"ndc_quantity": func(t *table, l *rules.Line, s string) (err error) {
		l.NDCQuantity, err = t.number(s, "quantity")
		return err
	},
	"ndc_unit":           lineText(func(l *rules.Line) *string { return &l.NDCUnit }),
	"days_supply":        func(_ *table, l *rules.Line, s string) (err error) { l.DaysSupply, err = whole(s); return err },
	"line_teeth":         func(_ *table, l *rules.Line, s string) error { return list(s, &l.Teeth, toothOf) },
	"line_areas":         func(_ *table, l *rules.Line, s string) error { return list(s, &l.Areas, plainCode) },
	"prosthesis":         lineText(func(l *rules.Line) *string { return &l.Prosthesis }),
	"line_allowed":       lineMoney(func(l *rules.Line) *medcode.Cents { return &l.Allowed }),
	"line_paid":          lineMoney(func(l *rules.Line) *medcode.Cents { return &l.Paid }),
	"line_denied":        func(_ *table, l *rules.Line, s string) (err error) { l.Denied, err = yes(s); return err },
	"line_denial_reason": lineText(func(l *rules.Line) *string { return &l.DenialReason }),
}

// setters returns what takes the cells of a column.
func setters(field string, n int) (claim claimSetter, line lineSetter, isLine bool) {
	switch {
	case n > 0 && field == "modifier":
		return nil, func(_ *table, l *rules.Line, s string) error { l.Modifiers = append(l.Modifiers, s); return nil }, true
	case n > 0:
		return func(t *table, _ *rules.Claim, s string) error { return t.wide.add(field, n, s) }, nil, false
	}
	line = lineSetters[field]
	return claimSetters[field], line, line != nil
}

// placeOf returns the place of the field that a column fills.
func placeOf(field string) rules.Place {
	switch field {
	case "birth", "age", "sex", "given":
		return rules.AtPatient(field)
	case "age_days":
		return rules.AtPatient("age")
	case "patient":
		return rules.AtPatient("id")
	case "ortho_treatment", "ortho_months", "ortho_remaining", "ortho_placed":
		return rules.AtField("orthodontics/" + strings.TrimPrefix(field, "ortho_"))
	case "dx", "poa":
		return rules.AtField("diagnoses")
	case "px", "pxdate":
		return rules.AtField("procedures")
	}
	return rules.AtField(camel(field))
}

// lineField returns the JSON name of a line's field.
func lineField(field string) string {
	switch field {
	case "line_pos":
		return "placeOfService"
	case "line_npi":
		return "renderingNPI"
	case "hcpcs":
		return "code"
	}
	return camel(strings.TrimPrefix(field, "line_"))
}

// camel makes poaExempt of poa_exempt.
func camel(field string) string {
	words := strings.Split(field, "_")
	for i, w := range words {
		switch {
		case w == "npi" || w == "zip" || w == "ccn":
			words[i] = strings.ToUpper(w)
		case i > 0:
			words[i] = strings.ToUpper(w[:1]) + w[1:]
		}
	}
	if field == "ccn" {
		return field
	}
	return strings.Join(words, "")
}

// wide collects what stands in numbered columns.
type wide struct {
	dx, px []wideCode
}

type wideCode struct {
	n               int
	code, poa, date string
}

func (w *wide) reset() { w.dx, w.px = w.dx[:0], w.px[:0] }

func (w *wide) add(field string, n int, s string) error {
	list := &w.dx
	if field == "px" || field == "pxdate" {
		list = &w.px
	}
	i := 0
	for i < len(*list) && (*list)[i].n < n {
		i++
	}
	if i == len(*list) || (*list)[i].n != n {
		*list = append(*list, wideCode{})
		copy((*list)[i+1:], (*list)[i:])
		(*list)[i] = wideCode{n: n}
	}
	one := &(*list)[i]
	switch field {
	case "dx", "px":
		one.code = s
		if code, poa, ok := strings.Cut(s, ":"); ok && field == "dx" {
			one.code, one.poa = code, poa
		}
	case "poa":
		one.poa = columns.POA(s)
	case "pxdate":
		one.date = s
	}
	return nil
}

// into adds the codes to the claim, in the order of their numbers.
func (w *wide) into(t *table, c *rules.Claim) {
	for _, d := range w.dx {
		if d.code != "" && d.code != "-" {
			c.Diagnoses = append(c.Diagnoses, rules.Diagnosis{Code: d.code, POA: d.poa})
		}
	}
	for _, p := range w.px {
		if p.code == "" || p.code == "-" {
			continue
		}
		one := rules.Procedure{Code: p.code}
		if p.date != "" {
			var err error
			one.Date, err = columns.Date(p.date, t.order)
			unreadable(&c.Unreadable, rules.AtProcedure(len(c.Procedures)).In("date"), p.date, err)
		}
		c.Procedures = append(c.Procedures, one)
	}
}

// unparted takes off what parts the thousands of an amount.
var unparted = strings.NewReplacer(".", "", " ", "", "'", "")
