package claimfile

import (
	"cmp"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
)

// item takes a service line.
func (b *benefit) item(n node) {
	service := either(n, serviceKeys)
	if grouping := n.get("detail"); grouping.ok() && !b.service(n) {
		of := false
		for d := range grouping.each {
			of = of || b.service(d)
		}
		if of { // the item is a heading
			for d := range grouping.each {
				b.item(d)
			}
			return
		}
	} else {
		for d := range grouping.each {
			if b.service(d) {
				b.details++
			}
		}
	}
	l := rules.Line{}
	at := rules.AtLine(len(b.c.Lines))
	for k := range n.get("revenue", "coding").each {
		if system := last(k.get("system").text()); l.Revenue == "" || system == "rev_cntr" {
			l.Revenue = k.get("code").own()
		}
	}
	l.Revenue = revenue(l.Revenue)
	other, list := "", "" // a code of a list that no claim as it is sent has
	for k := range service.get("coding").each {
		switch system := last(k.get("system").text()); {
		case system == "ndc":
			l.NDC = k.get("code").own()
		case clinical[system] != "" || strings.Contains(system, "snomed"):
			if other == "" {
				other, list = k.get("code").own(), cmp.Or(clinical[system], snomed)
			}
		case strings.EqualFold(system, "RevenueCodes"):
			l.Revenue = cmp.Or(l.Revenue, revenue(k.get("code").own()))
		case l.Code == "":
			l.Code = k.get("code").own()
			if b.c.Setting == rules.Dental && (system == "cdt" || strings.HasPrefix(l.Code, "D")) {
				l.CodeList = "AD"
			}
		}
	}
	if l.Code == "" && l.NDC == "" {
		l.Code, l.CodeList = other, list
	}
	b.tooth(&l, n)
	for _, e := range []node{service.get("extension"), n.get("extension")} {
		for x := range e.each {
			b.lineExtension(&l, x, at)
		}
	}
	if d := n.get("detail"); d.ok() && l.NDC == "" {
		for k := range d.get("productOrService", "coding").each {
			if last(k.get("system").text()) == "ndc" {
				l.NDC = k.get("code").own()
			}
		}
	}
	quantity := n.get("quantity", "value").text()
	for m := range n.get("modifier").each {
		code := m.get("coding", "code").own()
		switch {
		case code == "":
		case last(m.get("coding", "system").text()) == "unitsofmeasure.org": // Blue Button gives the unit of the drug here
			l.NDCUnit = code
			b.number(&l.NDCQuantity, at.In("ndcQuantity"), quantity)
			quantity = ""
		default:
			l.Modifiers = append(l.Modifiers, code)
		}
	}
	if b.c.Setting == rules.Pharmacy { // whose quantity is of the drug
		b.number(&l.NDCQuantity, at.In("ndcQuantity"), quantity)
		l.Units, l.DaysSupply, quantity = 1, b.supply, ""
	}
	if l.Units == 0 {
		b.number(&l.Units, at.In("units"), quantity)
	}
	switch {
	case n.get("servicedDate").ok():
		l.From = b.day(at.In("from"), n.get("servicedDate"))
	case n.get("servicedPeriod").ok():
		l.From, l.Through = b.day(at.In("from"), n.get("servicedPeriod", "start")), b.day(at.In("through"), n.get("servicedPeriod", "end"))
		if l.Through == l.From {
			l.Through = medcode.Date{}
		}
	}
	b.place(&l, n)
	for s := range either(n, teamKeys).each {
		b.linked[s.text()] = true
	}
	for s := range either(n, pointerKeys).each {
		if p := b.positions[s.text()]; p > 0 {
			l.Pointers = append(l.Pointers, p)
		}
	}
	b.adjudication(&l, n, at)
	b.c.Lines = append(b.c.Lines, l)
}

// service reports whether an item, or a detail of one, has a code of a service.
func (b *benefit) service(n node) bool {
	for k := range either(n, serviceKeys).get("coding").each {
		if last(k.get("system").text()) != "ndc" && k.get("code").ok() {
			return true
		}
	}
	return n.get("revenue", "coding", "code").ok()
}

// clinical are code systems of medical records, by the last part of their names.
var clinical = map[string]string{"sct": snomed, "rxnorm": "RXNORM", "cvx": "CVX", "loinc.org": "LOINC"}

// tooth takes the tooth of a dental line and its surfaces, or the area of the mouth.
func (b *benefit) tooth(l *rules.Line, n node) {
	site := n.get("bodySite", "coding", "code").own()
	if b.c.Setting != rules.Dental || site == "" {
		return
	}
	t := rules.Tooth{Number: site}
	for s := range n.get("subSite").each {
		if code := s.get("coding", "code").own(); code != "" {
			t.Surfaces = append(t.Surfaces, code)
		}
	}
	l.Teeth = append(l.Teeth, t)
}

// revenue gives a revenue code its four digits.
func revenue(code string) string {
	if code == "" || len(code) >= 4 || strings.Trim(code, "0123456789") != "" {
		return code
	}
	return "0000"[len(code):] + code
}

func (b *benefit) number(to *float64, at rules.Place, text string) {
	if text == "" {
		return
	}
	var err error
	*to, err = quantity(text, at.Field)
	unreadable(&b.c.Unreadable, at, strings.Clone(text), err)
}

func (b *benefit) lineExtension(l *rules.Line, n node, at rules.Place) {
	switch code := n.get("valueCoding", "code"); last(n.get("url").text()) {
	case "ndc", "rev_cntr_ide_ndc_upc_num":
		if l.NDC == "" {
			l.NDC = code.own()
		}
	case "rev_cntr_unit_cnt":
		b.number(&l.Units, at.In("units"), n.get("valueQuantity", "value").text())
	case "rev_cntr_ndc_qty":
		b.number(&l.NDCQuantity, at.In("ndcQuantity"), n.get("valueQuantity", "value").text())
		l.NDCUnit = n.get("valueQuantity", "code").own()
	case "line_prcsg_ind_cd":
		denyLine(l, code.own())
	}
}

// denyLine reads the line processing indicator: A, R and S are allowed.
func denyLine(l *rules.Line, code string) {
	if code != "" && code != "A" && code != "R" && code != "S" {
		l.Denied, l.DenialReason = true, code
	}
}

// place takes where the service of a line was given.
func (b *benefit) place(l *rules.Line, n node) {
	where := n.get("locationCodeableConcept")
	l.PlaceOfService = twoDigits(where.get("coding", "code").own())
	for e := range where.get("extension").each {
		switch last(e.get("url").text()) {
		case "prvdr_state_cd":
			l.Facility.State = e.get("valueCoding", "code").own()
		case "prvdr_zip":
			l.Facility.ZIP = e.get("valueCoding", "code").own()
		}
	}
	if a := n.get("locationAddress"); a.ok() {
		l.Facility.State, l.Facility.ZIP = a.get("state").own(), a.get("postalCode").own()
	}
	if where.ok() && b.c.PlaceOfService == "" && b.c.Setting == rules.Professional {
		b.c.PlaceOfService = l.PlaceOfService
	}
}

// adjudication takes the amounts of a line, by their variable at CMS, else by
// their category.
func (b *benefit) adjudication(l *rules.Line, n node, at rules.Place) {
	amount := func(to *medcode.Cents, field string, a node) {
		money := a.get("amount", "value")
		b.cents(to, at.In(field), money.text())
	}
	b.cents(&l.Charge, at.In("charge"), n.get("net", "value").text())
	for a := range n.get("adjudication").each {
		category, variable := "", ""
		for k := range a.get("category", "coding").each {
			code := k.get("code").text()
			if strings.Contains(code, "/variables/") {
				variable = last(code)
			} else if category == "" {
				category = code
			}
		}
		switch variable {
		case "line_sbmtd_chrg_amt", "rev_cntr_tot_chrg_amt":
			amount(&l.Charge, "charge", a)
		case "line_alowd_chrg_amt":
			amount(&l.Allowed, "allowed", a)
		case "line_nch_pmt_amt", "rev_cntr_pmt_amt_amt", "rev_cntr_pmt_amt":
			amount(&l.Paid, "paid", a)
		case "rev_cntr_ncvrd_chrg_amt":
			amount(&l.NonCovered, "nonCovered", a)
		case "rev_cntr_1st_ansi_cd":
			l.DenialReason = a.get("reason", "coding", "code").own()
		case "":
			switch category {
			case "submitted":
				amount(&l.Charge, "charge", a)
			case "eligible":
				amount(&l.Allowed, "allowed", a)
			case "benefit", "paidtoprovider":
				if l.Paid == 0 {
					amount(&l.Paid, "paid", a)
				}
			case "noncovered":
				amount(&l.NonCovered, "nonCovered", a)
			case "denialreason":
				if b.kind == "professional" && last(a.get("reason", "coding", "system").text()) == "carr_line_rdcd_pmt_phys_astn_c" {
					break // a reduction, and no denial
				}
				if l.DenialReason == "" {
					l.DenialReason = a.get("reason", "coding", "code").own()
				}
			}
		}
	}
}
