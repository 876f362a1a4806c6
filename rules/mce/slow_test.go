package mce_test

import (
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/mce"
)

// A slowEditor is the editor written to be read: the rows in maps, one
// sentence of the manual after the other. It must agree with the fast one.
type slowEditor struct {
	release *mce.Release
	rows    map[mce.List]map[string][]mce.Row
}

func newSlowEditor(r *mce.Release) *slowEditor {
	s := &slowEditor{r, map[mce.List]map[string][]mce.Row{}}
	for list := mce.ICD10Diagnoses; list <= mce.ICD9Procedures; list++ {
		s.rows[list] = map[string][]mce.Row{}
		for row := range r.Rows(list) {
			s.rows[list][row.Code] = append(s.rows[list][row.Code], row)
		}
	}
	return s
}

// A slowCode is a code with what the table says of it on the day.
type slowCode struct {
	text  string
	valid bool
	flags mce.Flags
	edits []mce.Edit
}

func (c *slowCode) has(flag string) bool { return c.flags.Has(flag) }

func (c *slowCode) add(when bool, e mce.Edit) {
	if when {
		c.edits = append(c.edits, e)
	}
}

func (s *slowEditor) code(list mce.List, text string, on medcode.Date) *slowCode {
	c := &slowCode{text: text}
	for _, row := range s.rows[list][strings.ToUpper(text)] {
		if row.Period.Contains(on) {
			c.valid, c.flags = true, row.Flags
		}
	}
	return c
}

func blank(text string) bool { return strings.Trim(text, "0") == "" || strings.Trim(text, " ") == "" }

// slowClaim is a record with its codes looked up.
type slowClaim struct {
	*mce.Record
	dx, px []*slowCode
}

func (c *slowClaim) dxWith(flag string) bool { return anyWith(c.dx, flag) }
func (c *slowClaim) pxWith(flag string) bool { return anyWith(c.px, flag) }
func (c *slowClaim) secondaryWith(flag string) bool {
	return len(c.dx) > 0 && anyWith(c.dx[1:], flag)
}

func anyWith(codes []*slowCode, flag string) bool {
	return slices.ContainsFunc(codes, func(c *slowCode) bool { return c.has(flag) })
}

func (s *slowEditor) edit(rec *mce.Record) (typ mce.Type, counts map[mce.Edit]int, dx, px []mce.Edits) {
	dx, px = make([]mce.Edits, len(rec.Diagnoses)), make([]mce.Edits, len(rec.Procedures))
	counts = map[mce.Edit]int{}
	on := rec.Discharge
	if on.Before(medcode.MustParseDate("1985-10-01")) || on.After(s.release.Provenance().Effective.To) {
		return mce.InvalidDischargeDate, counts, dx, px
	}
	diagnoses, procedures := mce.ICD10Diagnoses, mce.ICD10Procedures
	if rec.ICD == rules.ICD9 {
		diagnoses, procedures = mce.ICD9Diagnoses, mce.ICD9Procedures
	}
	c := &slowClaim{Record: rec}
	for _, text := range rec.Diagnoses {
		c.dx = append(c.dx, s.code(diagnoses, text, on))
	}
	for _, text := range rec.Procedures {
		c.px = append(c.px, s.code(procedures, text, on))
	}

	// The claim as a whole.
	if rec.Age < 0 || rec.Age > 124 {
		counts[mce.InvalidAge] = 1
	}
	if rec.Sex == medcode.SexUnknown && on.Before(medcode.MustParseDate("2024-10-01")) || rec.Sex > medcode.Female {
		counts[mce.InvalidSex] = 1
	}
	if !slices.ContainsFunc(s.release.Statuses(), func(v mce.Status) bool { return v.Code == rec.Status && v.Period.Contains(on) }) {
		counts[mce.InvalidDischargeStatus] = 1
	}
	if !blank(rec.Admitting) && !s.code(diagnoses, rec.Admitting, on).valid {
		counts[mce.InvalidAdmitting] = 1
	}

	// Each code by itself and in its place.
	for i, d := range c.dx {
		d.add(i > 0 && d.text == c.dx[0].text, mce.DuplicateOfPrincipal)
		d.add(!d.valid && (i == 0 || !blank(d.text)), mce.InvalidCode)
		d.add(s.wrongAge(c, d), mce.AgeConflict)
		d.add(wrongSex(c, d), mce.SexConflict)
		d.add(d.has("wrngproc"), mce.WrongProcedure)
		d.add(d.has("unspecified"), mce.Unspecified)
		d.add(d.has("msp"), mce.SecondaryPayer)
		if i == 0 {
			d.add(d.has("ecodepdx"), mce.ExternalCauseAsPrincipal)
			d.add(d.has("manifestation"), mce.ManifestationAsPrincipal)
			d.add(d.has("qadm"), mce.QuestionableAdmission)
			d.add(d.has("unacceptable") && !d.has("reqsdx"), mce.UnacceptablePrincipal)
			d.add(d.has("reqsdx") && len(c.dx) == 1, mce.RequiresSecondary)
			d.add(d.has("nonspecific") && rec.Status != 20, mce.NonspecificPrincipal)
		}
	}
	specificOR := slices.ContainsFunc(c.px, func(p *slowCode) bool { return p.has("or_indic") && !p.has("nonspecific") })
	joints := map[string]bool{}
	for _, p := range c.px {
		if p.has("bilateral") {
			joints[strings.ToUpper(p.text)] = true
		}
	}
	twoJoints := len(joints) > 1 && len(c.dx) > 0 && c.dx[0].has("mdc08")
	enough := 5
	if rec.ICD == rules.ICD9 {
		enough = 4
	}
	for _, p := range c.px {
		p.add(!p.valid && !blank(p.text), mce.InvalidCode)
		p.add(wrongSex(c, p), mce.SexConflict)
		p.add((p.has("csect") || p.has("vagdel")) && !c.secondaryWith("delout"), mce.QuestionableObstetric)
		p.add(p.has("los") && rec.LengthOfStay != mce.Unknown && rec.LengthOfStay < enough, mce.InconsistentLengthOfStay)
		p.add(p.has("nonspecific") && !specificOR, mce.NonspecificOR)
		p.add(p.has("bilateral") && twoJoints, mce.Bilateral)
		p.add(p.has("biopsy"), mce.OpenBiopsy)
		if nonCovered(c, p) {
			p.add(true, mce.NonCovered)
		} else {
			limitedCoverage(c, p)
		}
	}

	// Counts and type.
	for i, d := range c.dx {
		dx[i] = tally(counts, d.edits)
	}
	for i, p := range c.px {
		px[i] = tally(counts, p.edits)
	}
	if counts[mce.Bilateral] > 0 {
		counts[mce.Bilateral] = 1
	}
	return typeOf(counts), counts, dx, px
}

func (s *slowEditor) wrongAge(c *slowClaim, d *slowCode) bool {
	for _, a := range s.release.AgeRanges() {
		if c.Age != mce.Unknown && d.has(strings.ToLower(a.Group)) && a.Period.Contains(c.Discharge) && (c.Age < a.From || c.Age > a.To) {
			return true
		}
	}
	return false
}

func wrongSex(c *slowClaim, code *slowCode) bool {
	return code.has("male") && c.Sex != medcode.Male || code.has("female") && c.Sex != medcode.Female
}

func nonCovered(c *slowClaim, p *slowCode) bool {
	switch {
	case p.has("noncovered"):
		return true
	case p.has("ncov2") && !ncov2Excused(c):
		return true
	case p.has("ncov3") && !c.dxWith("ncov3"):
		return true
	case p.has("ncov45") && c.Discharge.Before(medcode.MustParseDate("2006-04-26")) && !(c.dxWith("ncov4") && c.dxWith("ncov5")):
		return true
	case p.has("ncov45") && !c.Discharge.Before(medcode.MustParseDate("2006-04-26")) && !c.pxWith("kidneyxp") && !c.dxWith("diabtypeI"):
		return true
	case p.has("ncov6") && c.dxWith("ncov6"), p.has("ncov7") && c.dxWith("ncov7"), p.has("ncov_z302") && c.dxWith("ncov_z302"):
		return true
	case p.has("ncov8") && !(c.pxWith("ncov9") && c.secondaryWith("ncov89")):
		return true
	case p.has("ncov12agele60") && c.Age != mce.Unknown && (c.Age < 0 || c.Age > 60):
		return true
	case p.has("ncov13a") && !c.pxWith("ncov13b"):
		return true
	case (p.has("lcov_artheartxpa") || p.has("lcov_artheartxpb")) && bothHearts(c) && !c.dxWith("clintrial"):
		return true
	case p.has("lcov_artheartxp") && !c.dxWith("clintrial"):
		return true
	}
	return false
}

func ncov2Excused(c *slowClaim) bool {
	if c.dxWith("ncov2") {
		return true
	}
	for _, limit := range []struct {
		flag string
		age  int
	}{{"ncov2agelt64", 64}, {"ncov2agelt78", 78}} {
		if c.dxWith(limit.flag) {
			return c.Age == mce.Unknown || c.Age >= 0 && c.Age < limit.age
		}
	}
	return false
}

func bothHearts(c *slowClaim) bool {
	return c.pxWith("lcov_artheartxpa") && c.pxWith("lcov_artheartxpb")
}

func limitedCoverage(c *slowClaim, p *slowCode) {
	pair := (p.has("lcov_artheartxpa") || p.has("lcov_artheartxpb")) && bothHearts(c)
	p.add(p.has("lcov") || pair, mce.LimitedCoverage)
	for flag, e := range map[string]mce.Edit{
		"lcov_artheartxp": mce.LimitedArtificialHeart, "lcov_heartlungxp": mce.LimitedHeartLungTransplant,
		"lcov_heartsys": mce.LimitedHeartImplant, "lcov_heartxp": mce.LimitedHeartTransplant,
		"lcov_intxp": mce.LimitedIntestineTransplant, "lcov_kidneyxp": mce.LimitedKidneyTransplant,
		"lcov_liverxp": mce.LimitedLiverTransplant, "lcov_lungxp": mce.LimitedLungTransplant,
		"lcov_lvrs": mce.LimitedLungVolumeReduction, "lcov_pancreasxp": mce.LimitedPancreasTransplant,
	} {
		p.add(p.has(flag), e)
	}
}

func tally(counts map[mce.Edit]int, edits []mce.Edit) mce.Edits {
	var set mce.Edits
	for _, e := range edits {
		set |= 1 << e
		counts[e]++
	}
	return set
}

func typeOf(counts map[mce.Edit]int) mce.Type {
	var pre, post bool
	for e, n := range counts {
		switch e {
		case mce.InvalidAdmitting:
		case mce.NonspecificPrincipal, mce.NonspecificOR, mce.OpenBiopsy, mce.SecondaryPayer, mce.Bilateral:
			post = post || n > 0
		default:
			pre = pre || n > 0
		}
	}
	switch {
	case pre && post:
		return mce.Both
	case pre:
		return mce.Prepayment
	case post:
		return mce.Postpayment
	}
	return mce.None
}
