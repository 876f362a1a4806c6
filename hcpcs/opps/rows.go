package opps

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
)

// row takes a row of a table. Rows without a code are notes and blank lines.
func (r *reader) row(kind table, s *sheet) error {
	switch kind {
	case tableA:
		return r.rowA(s)
	case tableB:
		return r.rowB(s)
	case tableC:
		return r.rowC(s)
	case tableD1:
		r.statuses = indicator(r.statuses, s.cell("STATUS INDICATOR", "SI"), s.cell("ITEM/CODE/SERVICE"), s.cell("OPPS PAYMENT STATUS"))
	case tableD2:
		r.comments = indicator(r.comments, s.cell("COMMENT INDICATOR"), s.cell("DESCRIPTOR"), "")
	case tableE:
		if c, ok := s.code(codeNames...); ok {
			r.inpatient[c] = struct{}{}
		}
	case tableJRanks:
		return r.rowRank(s)
	case tableJComplexity:
		return r.rowComplexity(s)
	case tableJExclusions:
		if text := strings.TrimSpace(strings.Join(s.row.cells, " ")); text != "" {
			r.exclusions = append(r.exclusions, strings.Clone(text))
		}
	case tableL:
		return r.rowL(s)
	case tableM:
		return r.rowM(s)
	case tableN:
		if c, ok := s.code(codeNames...); ok {
			r.bypass[c] = Bypass{c, s.cell("OVERLAP BYPASS CODES") != "", s.cell("ADDITIONS") != ""}
		}
	case tableP, tablePOffsets:
		return r.rowP(s, kind == tableP)
	case tableQ:
		if c, ok := s.code(codeNames...); ok {
			rate, err := s.amount("PAYMENT RATE")
			if err != nil {
				return err
			}
			r.tribal[c] = TribalDrug{c, rate}
		}
	}
	return nil
}

// code returns the code in a column, and whether there is one.
func (s *sheet) code(names ...string) (hcpcs.Code, bool) {
	// The official text has a hard blank, which no encoding makes one, behind a code.
	text := strings.TrimFunc(s.cell(names...), func(r rune) bool { return r > unicode.MaxASCII })
	if text == "" {
		return hcpcs.Code{}, false
	}
	c, err := hcpcs.Parse(zeros(text, 5))
	return c, err == nil
}

// zeros gives a number of a workbook its zeros in front back.
func zeros(text string, digits int) string {
	for len(text) < digits && isNumber(text) {
		text = "0" + text
	}
	return text
}

func isNumber(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// amount returns dollars; nothing and "." are none.
func (s *sheet) amount(names ...string) (Mills, error) {
	n, err := s.number(3, names...)
	return Mills(n), err
}

// number returns a number in units of 10^-places; nothing and "." are 0.
func (s *sheet) number(places int, names ...string) (int64, error) {
	text := s.cell(names...)
	if text == "" || text == "." || text == "N/A" {
		return 0, nil
	}
	n, err := fixed(text, places)
	if err != nil {
		return 0, s.fail(text, fmt.Errorf("%s: %w", strings.ToLower(names[0]), err))
	}
	return n, nil
}

// percent returns a percentage in units of 10^-places percent: text says "%",
// workbooks have the fraction.
func (s *sheet) percent(places int, names ...string) (int64, error) {
	text := s.cell(names...)
	if number, ok := strings.CutSuffix(text, "%"); ok {
		n, err := fixed(number, places)
		if err != nil {
			return 0, s.fail(text, err)
		}
		return n, nil
	}
	n, err := s.number(places+2, names...)
	return n, err
}

// fixed reads a number with an optional dollar sign and thousands separators in
// units of 10^-places, rounded half up.
func fixed(s string, places int) (int64, error) {
	n, digits, decimals, up := int64(0), 0, -1, int64(0)
	for i, c := range []byte(strings.TrimPrefix(strings.TrimSpace(s), "$")) {
		switch {
		case c == '.' && decimals < 0:
			decimals = 0
		case c == ',' && decimals < 0 && digits > 0:
		case c < '0' || c > '9', digits >= 16, i > 40:
			return 0, fmt.Errorf("number %q: want digits with decimals: %w", s, medcode.ErrSyntax)
		case decimals >= places:
			if decimals == places && c >= '5' {
				up = 1
			}
			decimals = places + 1
		default:
			n = n*10 + int64(c-'0')
			digits++
			if decimals >= 0 {
				decimals++
			}
		}
	}
	if digits == 0 {
		return 0, fmt.Errorf("number %q: want digits: %w", s, medcode.ErrSyntax)
	}
	for i := max(decimals, 0); i < places; i++ {
		n *= 10
	}
	return n + up, nil
}

// apc returns the APC in a column, 0 where there is none.
func (s *sheet) apc(names ...string) (APC, error) {
	text := s.cell(names...)
	if text == "" || text == "." || text == "N/A" {
		return 0, nil
	}
	a, err := ParseAPC(text)
	if err != nil {
		return 0, s.fail(text, err)
	}
	return a, nil
}

func (s *sheet) payment() (p Payment, err error) {
	for _, f := range []struct {
		to    *Mills
		names []string
	}{
		{&p.Rate, []string{"PAYMENT RATE"}},
		{&p.NationalCopay, []string{"NATIONAL UNADJUSTED COPAYMENT", "NATIONAL UNADJUSTED COPAYMENT RATE"}},
		{&p.MinimumCopay, []string{"MINIMUM UNADJUSTED COPAYMENT"}},
		{&p.AdjustedCopay, []string{"ADJUSTED BENEFICIARY COPAYMENT"}},
	} {
		if *f.to, err = s.amount(f.names...); err != nil {
			return p, err
		}
	}
	if p.Weight, err = s.number(4, "RELATIVE WEIGHT", "WEIGHT"); err != nil {
		return p, err
	}
	minimum := s.cell("MINIMUM UNADJUSTED COPAYMENT")
	p.HasMinimumCopay = minimum != "" && minimum != "."
	p.PassThroughExpires = strings.Contains(s.cell("DRUG AND DEVICE PASS-THROUGH EXPIRATION DURING CALENDAR YEAR"), "*")
	p.IRACoinsurance, err = s.percent(3, "IRA COINSURANCE PERCENTAGE")
	return p, err
}

func (r *reader) rowA(s *sheet) error {
	a, err := s.apc("APC")
	if err != nil || a == 0 {
		if a == 0 && err != nil && !isNumber(s.cell("APC")) {
			return nil // a note below the table
		}
		return err
	}
	g := Group{APC: a, Title: strings.Clone(s.cell("GROUP TITLE", "APC TITLE"))}
	if g.Status, err = ParseStatus(s.cell(statusNamed...)); err != nil {
		return s.fail(s.cell(statusNamed...), err)
	}
	if g.Payment, err = s.payment(); err != nil {
		return err
	}
	r.groups = append(r.groups, g)
	return nil
}

func (r *reader) rowB(s *sheet) error {
	c, ok := s.code(codeNames...)
	if !ok {
		return nil
	}
	e := Entry{Code: c, Description: strings.Clone(s.cell(descriptorNames...)), Comment: strings.Clone(s.cell("CI", "COMMENT INDICATOR"))}
	var err error
	if e.Status, err = ParseStatus(s.cell(statusNamed...)); err != nil {
		return s.fail(s.cell(statusNamed...), err)
	}
	if e.APC, err = s.apc(apcNames...); err != nil {
		return err
	}
	if e.Payment, err = s.payment(); err != nil {
		return err
	}
	r.entries = append(r.entries, e)
	return nil
}

func (r *reader) rowC(s *sheet) error {
	c, ok := s.code(codeNames...)
	if !ok {
		return nil // the row of the APC, or a note
	}
	a, err := s.apc("APC")
	if err == nil && a != 0 {
		r.grouped[a] = append(r.grouped[a], c)
	}
	return err
}

// indicator adds a row of D1 or D2; rows without an indicator go on.
func indicator(all []Indicator, name, item, payment string) []Indicator {
	if name != "" {
		return append(all, Indicator{strings.Clone(name), strings.Clone(item), strings.Clone(payment)})
	}
	if n := len(all); n > 0 {
		last := &all[n-1]
		last.Item = strings.TrimSpace(last.Item + "\n" + item)
		last.Payment = strings.TrimSpace(last.Payment + "\n" + payment)
	}
	return all
}

func (r *reader) rowRank(s *sheet) error {
	c, ok := s.code(codeNames...)
	if !ok {
		return nil
	}
	text := s.cell("RANK USED FOR PRIMARY ASSIGNMENT", "RANK")
	n, err := strconv.Atoi(strings.ReplaceAll(text, ",", ""))
	if err != nil || n < 1 {
		return s.fail(text, fmt.Errorf("rank: want a number from 1: %w", medcode.ErrSyntax))
	}
	a, err := s.apc("APC ASSIGNMENT", "APC")
	r.ranks[c] = Rank{c, n, a, s.cell("DELETED CODE") != ""}
	return err
}

func (r *reader) rowComplexity(s *sheet) error {
	p := Complexity{}
	var ok, ok2 bool
	p.Primary, ok = s.code("PRIMARY HCPCS CODE")
	p.Secondary, ok2 = s.code("SECONDARY J1 OR ADD-ON HCPCS CODE", "SECONDARY HCPCS CODE")
	if !ok || !ok2 {
		return nil
	}
	var err error
	if p.APC, err = s.apc("PRIMARY APC ASSIGNMENT"); err != nil {
		return err
	}
	if p.Adjusted, err = s.apc("COMPLEXITY ADJUSTED APC ASSIGNMENT", "COMPLEXITY ADJUSTED APC"); err != nil {
		return err
	}
	r.complexity = append(r.complexity, p)
	return nil
}

func (r *reader) rowL(s *sheet) error {
	ccn := zeros(s.cell("CCN", "PROVIDER NUMBER"), 6)
	if len(ccn) != 6 {
		return nil
	}
	m := Migration{CCN: strings.Clone(ccn), CBSA: strings.Clone(s.cell("GEOGRAPHIC CBSA")), County: strings.Clone(s.cell("COUNTY NAME")),
		FIPS: strings.Clone(zeros(s.cell("FIPS COUNTY CODE"), 5))}
	for name, i := range s.columns {
		if strings.HasPrefix(name, "RECLASSIFICATION") && i < len(s.row.cells) {
			m.Reclassified = strings.TrimSpace(s.row.cells[i]) == "Y"
		}
	}
	var err error
	m.Adjustment, err = s.number(4, "OUT-MIGRATION ADJUSTMENT")
	r.migrations[m.CCN] = m
	return err
}

func (r *reader) rowM(s *sheet) error {
	c, ok := s.code(codeNames...)
	if !ok {
		return nil
	}
	m := Member{Code: c}
	var err error
	if m.Single, err = s.apc("SINGLE CODE APC ASSIGNMENT"); err != nil {
		return err
	}
	for text := range strings.FieldsFuncSeq(s.cell("COMPOSITE APC ASSIGNMENT"), func(c rune) bool { return c < '0' || c > '9' }) {
		a, err := ParseAPC(text)
		if err != nil {
			return s.fail(text, err)
		}
		m.Composites = append(m.Composites, a)
	}
	r.members[c] = m
	return nil
}

func (r *reader) rowP(s *sheet, intensive bool) error {
	c, ok := s.code(codeNames...)
	if !ok {
		return nil
	}
	o := Offset{Code: c, DeviceIntensive: intensive}
	var err error
	if o.APC, err = s.apc("APC"); err != nil {
		return err
	}
	if o.Percent, err = s.percent(2, "DEVICE OFFSET PERCENTAGE"); err != nil {
		return err
	}
	if o.Amount, err = s.amount("DEVICE OFFSET AMOUNT"); err != nil {
		return err
	}
	o.DeviceIntensive = o.DeviceIntensive || r.offsets[c].DeviceIntensive
	r.offsets[c] = o
	return nil
}
