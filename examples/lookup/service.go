package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/medcode/medcode/cpt"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/rules/ncci"
)

// service is the page of a CPT or HCPCS code.
func service(k *known, query string) []entry {
	code, err := hcpcs.Parse(query)
	if err != nil {
		return nil
	}
	e := entry{System: "HCPCS Level II", Code: code.String()}
	found := false
	if c, ok := cpt.FromHCPCS(code); ok {
		e.System = "CPT"
		found = k.licensed(&e, c)
	}
	found = k.record(&e, code) || found
	found = k.paid(&e, code) || found
	found = k.outpatient(&e, code) || found
	found = k.unbundled(&e.Facts, code) || found
	// Without a list of codes, a CPT code is known by its number alone.
	e.guess = !found && e.System == "CPT" && k.cpt == nil && k.mpfs == nil
	if e.guess {
		e.Facts.add("known by", "its form alone: no list of CPT codes is at hand that would tell whether it is one")
	}
	if !found && !e.guess {
		return nil
	}
	return []entry{e}
}

// licensed adds what is known of a CPT code: by its number, and by the files
// that the AMA licenses, if they are at hand.
func (k *known) licensed(e *entry, c cpt.Code) bool {
	found := false
	if k.cpt != nil {
		if x, ok := k.cpt.Lookup(c); ok {
			found = true
			if e.Title = x.Long; e.Title == "" {
				e.Title = x.Medium
			}
			e.Facts.add("short title", x.Short)
			e.Facts.add("for lay people", x.Consumer)
		}
	}
	if v, ok := c.Visit(k.on); ok {
		found = true
		line := fmt.Sprintf("%s, %s, decision making %s", v.Family, v.Patient, v.Level)
		if v.Minutes > 0 {
			line += fmt.Sprintf(", or %d minutes", v.Minutes)
		}
		e.Facts.add("visit", strings.ReplaceAll(line, ", ,", ","), v.Citation())
	}
	if s, ok := c.Section(); ok {
		e.Facts.addf("section", "%s (%s to %s)", strings.TrimSuffix(s.Title+", "+s.Subsection, ", "), s.First, s.Last)
	}
	e.Facts.add("category", "Category "+c.Category().String())
	return found
}

// record adds the record of the quarterly HCPCS file.
func (k *known) record(e *entry, code hcpcs.Code) bool {
	if k.hcpcs == nil {
		return false
	}
	r, ok := k.hcpcs.Lookup(code)
	if !ok {
		return false
	}
	v := k.hcpcs.Check(code, k.on)
	status := v.Status.String()
	if v.Status == hcpcs.NotInForce { // of the release, which isn't of that day
		status = "not judged"
	}
	e.Facts.addf("on "+k.on.String(), "%s (release %s)", strings.TrimSuffix(status+": "+v.Reason, ": "), k.hcpcs.Provenance().Release)
	k.described(e, &r)
	e.Facts.add("section", code.Section().Title())
	return true
}

// described adds the fields of a record.
func (k *known) described(e *entry, r *hcpcs.Record) {
	if e.Title == "" {
		e.Title = r.Long
	}
	f := &e.Facts
	f.add("short title", r.Short)
	f.addf("in use", "%s", dates(r.Period()))
	if r.Coverage != "" {
		f.addf("coverage", "%s %s", r.Coverage, r.Coverage.Title())
	}
	var pricing []string
	for _, p := range r.Pricing {
		pricing = append(pricing, fmt.Sprintf("%s %s", p, p.Title()))
	}
	f.add("pricing", pricing...)
	if r.BETOS != "" {
		f.addf("BETOS", "%s %s", r.BETOS, r.BETOS.Title())
	}
	var types []string
	for _, t := range r.TypesOfService {
		types = append(types, fmt.Sprintf("%s %s", t, t.Title()))
	}
	f.add("type of service", types...)
	f.add("manual references", slices.Concat(r.CIM, r.MCM)...)
	f.add("statute", r.Statute)
	f.add("see", r.CrossReferences...)
	f.add("processing note", k.hcpcs.Note(r.Note))
	if r.Code.IsValid() && k.hcpcs.IsNotOtherwiseClassified(r.Code) {
		f.add("not otherwise classified", "describe on the claim what was furnished")
	}
}

// paid adds what the fee schedules say.
func (k *known) paid(e *entry, code hcpcs.Code) bool {
	found := false
	if k.mpfs != nil {
		for _, m := range []hcpcs.Modifier{{}, hcpcs.MustParseModifier("26"), hcpcs.MustParseModifier("TC"), hcpcs.MustParseModifier("53")} {
			r, ok := k.mpfs.Lookup(code, m)
			if !ok {
				continue
			}
			found = true
			if e.Title == "" {
				e.Title = r.Description
			}
			name := strings.TrimSpace("fee schedule " + m.String())
			e.Facts.addf(name, "status %s; RVUs: work %s, practice expense %s (facility %s), malpractice %s, total %s (%s); global %s; %s",
				r.Status, r.Work, r.NonFacilityPE, r.FacilityPE, r.MP, r.TotalNonFacility, r.TotalFacility, r.Global, k.mpfs.Provenance().Release)
		}
	}
	if k.dmepos != nil {
		for _, item := range k.dmepos.All() {
			if item.Code != code {
				continue
			}
			found = true
			if e.Title == "" {
				e.Title = item.Description
			}
			name := strings.TrimSpace("DMEPOS " + item.Modifiers[0].String() + " " + item.Modifiers[1].String())
			e.Facts.addf(name, "%s; ceiling $%s, floor $%s (%s)", item.Category.Title(), item.Ceiling, item.Floor, k.dmepos.Provenance().Release)
		}
	}
	return found
}

// outpatient adds how hospitals' outpatient care is paid.
func (k *known) outpatient(e *entry, code hcpcs.Code) bool {
	if k.opps == nil {
		return false
	}
	x, ok := k.opps.Lookup(code)
	if !ok {
		return false
	}
	if e.Title == "" {
		e.Title = x.Description
	}
	line := "status " + x.Status.String()
	for _, s := range k.opps.Statuses() {
		if s.Indicator == x.Status.String() {
			item, _, _ := strings.Cut(s.Item, "\n")
			line += " (" + item + ")"
		}
	}
	if x.APC != 0 {
		line += ", APC " + x.APC.String()
		if g, ok := k.opps.Group(x.APC); ok && g.Title != "" {
			line += " " + g.Title
		}
		line += fmt.Sprintf(", rate $%v, copayment $%v", x.Rate.Cents(), x.Copay().Cents())
	}
	e.Facts.addf("hospital outpatient", "%s; %s", line, k.opps.Provenance().Release)
	if r, ok := k.opps.Rank(code); ok {
		e.Facts.addf("comprehensive", "rank %d for the primary service", r.Rank)
	}
	if m, ok := k.opps.Composite(code); ok {
		var all []string
		for _, a := range m.Composites {
			all = append(all, a.String())
		}
		e.Facts.addf("composite", "APC %s; alone APC %v", strings.Join(all, " or "), m.Single)
	}
	if o, ok := k.opps.Offset(code); ok && o.DeviceIntensive {
		e.Facts.addf("device-intensive", "offset %d.%02d %%, $%v", o.Percent/100, o.Percent%100, o.Amount.Cents())
	}
	return true
}

// unbundled adds the NCCI edits.
func (k *known) unbundled(f *facts, code hcpcs.Code) bool {
	if k.edits == nil {
		return false
	}
	found := false
	for s := ncci.Practitioner; s <= ncci.DME; s++ {
		if t := k.edits.MUE(s); t != nil {
			if e, ok := t.Lookup(code); ok {
				found = true
				f.addf("units at most", "%d, adjudication indicator %d, %s: %s", e.Units, e.MAI, s, e.Rationale)
			}
		}
		t := k.edits.PTP(s)
		if t == nil {
			continue
		}
		denies := inForce(k, t.Column1(code), func(e ncci.PTPEdit) hcpcs.Code { return e.Column2 })
		denied := inForce(k, t.Column2(code), func(e ncci.PTPEdit) hcpcs.Code { return e.Column1 })
		f.add(fmt.Sprintf("denies (%s)", s), denies)
		f.add(fmt.Sprintf("denied by (%s)", s), denied)
		found = found || denies != "" || denied != ""
	}
	if t := k.edits.AddOns(); t != nil {
		var primaries []string
		for _, e := range t.Lookup(code) {
			found = true
			if e.Primary.IsValid() {
				primaries = append(primaries, e.Primary.String())
			} else {
				primaries = append(primaries, "what the contractor says")
			}
		}
		f.add("add-on to", strings.Join(primaries, ", "))
	}
	return found
}

// inForce says the edits in force on the date, as a line.
func inForce(k *known, edits func(func(ncci.PTPEdit) bool), other func(ncci.PTPEdit) hcpcs.Code) string {
	var codes []string
	n := 0
	for e := range edits {
		if !e.InForce(k.on) {
			continue
		}
		if n++; n <= mostEdits {
			codes = append(codes, other(e).String())
		}
	}
	if n > mostEdits {
		codes = append(codes, fmt.Sprintf("… %d in all", n))
	}
	return strings.Join(codes, ", ")
}

// mostEdits is how many edits a page shows.
const mostEdits = 20

// modifier is the page of a HCPCS modifier.
func modifier(k *known, query string) []entry {
	m, err := hcpcs.ParseModifier(query)
	if err != nil {
		return nil
	}
	e := entry{System: "HCPCS modifier", Code: m.String()}
	if m.Level() == hcpcs.LevelI {
		e.System = "CPT modifier"
	}
	found := false
	if kinds := m.Kinds(); kinds != 0 {
		found = true
		e.Facts.add("kind", kinds.String())
	}
	if s, ok := m.Site(); ok {
		e.Facts.add("site", strings.TrimSpace(strings.Join([]string{s.Part, s.Side.String(), s.Name}, " ")))
	}
	if t, ok := m.Ambulance(); ok {
		e.Facts.addf("on ambulance services", "from %s to %s", t.Origin, t.Destination)
	}
	if k.hcpcs != nil {
		if r, ok := k.hcpcs.Modifier(m); ok {
			found = true
			k.described(&e, &r)
		}
	}
	if k.cpt != nil {
		if text, ok := k.cpt.Modifier(m); ok {
			found = true
			e.Title = text
		}
	}
	if !found {
		return nil
	}
	return []entry{e}
}
