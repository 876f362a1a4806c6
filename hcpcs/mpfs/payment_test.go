package mpfs_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/hcpcs/mpfs"
)

// line makes a line of a code and its modifiers: "20000-80-RT".
func line(s string) mpfs.Line {
	parts := strings.Split(s, "-")
	l := mpfs.Line{Code: code(parts[0])}
	for i, m := range parts[1:] {
		l.Modifiers[i] = hcpcs.MustParseModifier(m)
	}
	return l
}

// show is a payment as "outcome amount: rule amount, rule amount".
func show(p mpfs.Payment) string {
	s := p.Outcome.String() + " " + p.Amount.String()
	for i, step := range p.Steps() {
		s += fmt.Sprintf("%s%s %s", []string{": ", ", "}[min(i, 1)], step.Rule, step.Amount)
	}
	return s
}

func TestAmount(t *testing.T) {
	r := read(t)
	alabama, _ := r.Locality("10112", "00")
	// 99213: work 1.30, PE 1.40 or 0.55, MP 0.10; factor 32.
	for _, c := range []struct {
		at   mpfs.Locality
		s    mpfs.Setting
		want string
	}{
		{r.National(), mpfs.NonFacility, "89.60"}, // 2.80 × 32
		{r.National(), mpfs.Facility, "62.40"},    // 1.95 × 32
		{alabama, mpfs.NonFacility, "83.52"},      // (1.30 + 1.40×0.9 + 0.10×0.5) × 32
		{alabama, mpfs.Facility, "59.04"},
	} {
		p := r.Payment(line("99213"), c.at, c.s)
		require.Equal(t, "priced "+c.want+": fee schedule amount "+c.want, show(p))
	}
	require.Equal(t, mpfs.Facility, mpfs.SettingOf("22"))
	require.Equal(t, mpfs.NonFacility, mpfs.SettingOf("11"))
	require.Equal(t, "97.89", mpfs.LimitingCharge(8960).String())
}

// Every rule of a single line, with amounts worked out by hand from the
// fixture's relative values, factor 32 and no adjustment for the locality.
func TestPaymentRules(t *testing.T) {
	r := read(t)
	for _, c := range []struct {
		line string
		s    mpfs.Setting
		want string
	}{
		// 20000: 20.00 RVU in a facility.
		{"20000", mpfs.Facility, "priced 640.00: fee schedule amount 640.00"},
		{"20000-54", mpfs.Facility, "priced 505.60: fee schedule amount 640.00, part of the global package 505.60"},
		{"20000-55", mpfs.Facility, "priced 134.40: fee schedule amount 640.00, part of the global package 134.40"},
		{"20000-78", mpfs.Facility, "priced 441.60: fee schedule amount 640.00, return to the operating room 441.60"},
		{"45378-54", mpfs.Facility, "priced 168.32: fee schedule amount 168.32"},
		{"20000-50", mpfs.Facility, "priced 960.00: fee schedule amount 640.00, bilateral procedure 960.00"},
		{"20000-LT-RT", mpfs.Facility, "priced 960.00: fee schedule amount 640.00, bilateral procedure 960.00"},
		{"20000*2", mpfs.Facility, "priced 960.00: fee schedule amount 640.00, bilateral procedure 960.00"},
		{"20000*3", mpfs.Facility, "priced 1920.00: fee schedule amount 640.00, units of service 1920.00"},
		{"20002-50", mpfs.Facility, "priced 380.80: fee schedule amount 380.80, bilateral procedure 380.80"},
		{"20002*2", mpfs.Facility, "priced 380.80: fee schedule amount 380.80, bilateral procedure 380.80"},
		{"20003-50", mpfs.Facility, "priced 627.20: fee schedule amount 313.60, bilateral procedure 627.20"},
		{"20004-50", mpfs.Facility, "priced 246.40: fee schedule amount 246.40, bilateral procedure 246.40"},
		{"20000-80", mpfs.Facility, "priced 102.40: fee schedule amount 640.00, assistant at surgery, 16 percent 102.40"},
		{"20000-81", mpfs.Facility, "priced 102.40: fee schedule amount 640.00, assistant at surgery, 16 percent 102.40"},
		{"20000-82", mpfs.Facility, "priced 102.40: fee schedule amount 640.00, assistant at surgery, 16 percent 102.40"},
		{"20000-AS", mpfs.Facility, "priced 87.04: fee schedule amount 640.00, assistant at surgery, 16 percent 102.40, assistant at surgery who is no physician, 85 percent of 16 87.04"},
		{"20001-80", mpfs.Facility, "needs review 76.80: fee schedule amount 480.00, assistant at surgery, 16 percent 76.80"},
		{"20002-80", mpfs.Facility, "not paid 0.00: fee schedule amount 380.80, assistant at surgery, 16 percent 60.93"},
		{"20003-80", mpfs.Facility, "not paid 0.00: fee schedule amount 313.60, assistant at surgery, 16 percent 50.18"},
		{"20000-62", mpfs.Facility, "priced 400.00: fee schedule amount 640.00, co-surgeons, 62.5 percent each 400.00"},
		{"20001-62", mpfs.Facility, "needs review 300.00: fee schedule amount 480.00, co-surgeons, 62.5 percent each 300.00"},
		{"20002-62", mpfs.Facility, "not paid 0.00: fee schedule amount 380.80, co-surgeons, 62.5 percent each 238.00"},
		{"20001-66", mpfs.Facility, "by report 0.00"},
		{"20000-22", mpfs.Facility, "by report 0.00"},
		{"20000-52", mpfs.Facility, "by report 0.00"},
		{"20000-53", mpfs.Facility, "by report 0.00"},
		{"20000-56", mpfs.Facility, "by report 0.00"},
		{"45378-53", mpfs.Facility, "priced 84.16: fee schedule amount 84.16"},
		// Imaging, with the cap of the outpatient payment system.
		{"70450", mpfs.NonFacility, "priced 93.12: fee schedule amount 110.40, outpatient payment cap of imaging 93.12"},
		{"70450-26", mpfs.NonFacility, "priced 39.36: fee schedule amount 39.36"},
		{"70450-TC", mpfs.NonFacility, "priced 53.76: fee schedule amount 71.04, outpatient payment cap of imaging 53.76"},
		{"99213-26", mpfs.NonFacility, "not listed 0.00"},
		{"99999", mpfs.NonFacility, "not listed 0.00"},
		// Statuses.
		{"99214", mpfs.NonFacility, "priced 127.04: fee schedule amount 127.04"},
		{"96372", mpfs.NonFacility, "priced 13.76: fee schedule amount 13.76"},
		{"99211", mpfs.Facility, "not paid 0.00"},
		{"99000", mpfs.NonFacility, "included 0.00"},
		{"T9990", mpfs.NonFacility, "included 0.00"},
		{"G9996", mpfs.NonFacility, "by report 0.00"},
		{"G9997", mpfs.NonFacility, "by report 0.00"},
		{"G9998", mpfs.NonFacility, "not paid 0.00"},
		{"P9999", mpfs.NonFacility, "not paid 0.00"},
		{"Q9990", mpfs.NonFacility, "not paid 0.00"},
		{"S9990", mpfs.NonFacility, "not paid 0.00"},
		{"V9990", mpfs.NonFacility, "not paid 0.00"},
		{"00100", mpfs.Facility, "by report 0.00"},
	} {
		text, units, _ := strings.Cut(c.line, "*")
		l := line(text)
		fmt.Sscan(units, &l.Units)
		p := r.Payment(l, r.National(), c.s)
		require.Equal(t, c.want, show(p), c.line)
		require.Equal(t, p.Outcome == mpfs.Priced, p.Reason == "", c.line)
	}
}

func TestAnesthesia(t *testing.T) {
	r := read(t)
	for _, c := range []struct {
		line          string
		base, minutes int
		induction     bool
		want          string
	}{
		{"00100-AA", 5, 60, false, "priced 180.00: base and time units 180.00"}, // 9 units of 20
		{"00100-AA", 5, 50, false, "priced 166.00: base and time units 166.00"}, // 8.3 units
		{"00100-QZ", 5, 0, false, "priced 100.00: base and time units 100.00"},
		{"00100-QK", 5, 60, false, "priced 90.00: base and time units 180.00, medical direction, 50 percent 90.00"},
		{"00100-QX", 5, 60, false, "priced 90.00: base and time units 180.00, medical direction, 50 percent 90.00"},
		{"00100-QY", 5, 60, false, "priced 90.00: base and time units 180.00, medical direction, 50 percent 90.00"},
		{"00100-AD", 0, 0, false, "priced 60.00: medical supervision, three base units and one for induction 60.00"},
		{"00100-AD", 0, 0, true, "priced 80.00: medical supervision, three base units and one for induction 80.00"},
	} {
		l := line(c.line)
		l.BaseUnits, l.Minutes, l.Induction = c.base, c.minutes, c.induction
		require.Equal(t, c.want, show(r.Payment(l, r.National(), mpfs.Facility)), c.line)
	}
	l := line("00100-AA")
	l.BaseUnits = 5
	require.Equal(t, mpfs.ByReport, r.Payment(l, mpfs.Locality{}, mpfs.Facility).Outcome)
}

func TestUnpriceable(t *testing.T) {
	r := read(t)
	for _, c := range []struct {
		change func(*mpfs.Line, *mpfs.Locality, *mpfs.Setting)
		says   string
	}{
		{func(l *mpfs.Line, _ *mpfs.Locality, _ *mpfs.Setting) { l.Units = -1 }, "units"},
		{func(l *mpfs.Line, _ *mpfs.Locality, _ *mpfs.Setting) { l.Units = 100_000 }, "units"},
		{func(l *mpfs.Line, _ *mpfs.Locality, _ *mpfs.Setting) { l.Units = math.MaxInt }, "units"},
		{func(l *mpfs.Line, _ *mpfs.Locality, _ *mpfs.Setting) { l.BaseUnits = math.MaxInt }, "base units"},
		{func(l *mpfs.Line, _ *mpfs.Locality, _ *mpfs.Setting) { l.Minutes = -1 }, "minutes"},
		{func(l *mpfs.Line, _ *mpfs.Locality, _ *mpfs.Setting) { l.Charge = -1 }, "charge"},
		{func(l *mpfs.Line, _ *mpfs.Locality, _ *mpfs.Setting) { l.Provider = 9 }, "provider"},
		{func(_ *mpfs.Line, at *mpfs.Locality, _ *mpfs.Setting) { *at = mpfs.Locality{} }, "locality"},
		{func(_ *mpfs.Line, _ *mpfs.Locality, s *mpfs.Setting) { *s = 7 }, "setting"},
	} {
		l, at, s := line("99213"), r.National(), mpfs.NonFacility
		c.change(&l, &at, &s)
		p := r.Payment(l, at, s)
		require.Equal(t, "unpriceable 0.00", show(p))
		require.Contains(t, p.Reason, c.says)
		both := r.Payments([]mpfs.Line{l, line("99213")}, at, s)
		require.Equal(t, p, both[0])
	}
	l := line("99213")
	l.Units = 99_999
	require.EqualValues(t, 8960*99_999, r.Payment(l, r.National(), mpfs.NonFacility).Amount)
}

func TestProvidersAndCharge(t *testing.T) {
	r := read(t)
	for want, l := range map[string]mpfs.Line{
		"priced 76.16: fee schedule amount 89.60, nonphysician practitioner 76.16":              {Provider: mpfs.Practitioner},
		"priced 67.20: fee schedule amount 89.60, nonphysician practitioner 67.20":              {Provider: mpfs.SocialWorker},
		"priced 85.12: fee schedule amount 89.60, nonparticipating physician, 95 percent 85.12": {Provider: mpfs.Nonparticipating},
		"priced 50.00: fee schedule amount 89.60, actual charge, being lower 50.00":             {Charge: 5000},
		"priced 89.60: fee schedule amount 89.60":                                               {Charge: 9000},
	} {
		l.Code = code("99213")
		require.Equal(t, want, show(r.Payment(l, r.National(), mpfs.NonFacility)))
	}
	l := line("20000-AS")
	l.Provider = mpfs.Practitioner
	require.Equal(t, "87.04", r.Payment(l, r.National(), mpfs.Facility).Amount.String(), "85 percent once")
}

// The lines of a day, with what they change in each other.
func TestPayments(t *testing.T) {
	r := read(t)
	for name, c := range map[string]struct {
		lines []string
		s     mpfs.Setting
		want  []string
	}{
		"one alone": {[]string{"20001"}, mpfs.Facility, []string{"480.00"}},
		// 640, 480 and so on: the highest in full wherever it stands.
		"standard":       {[]string{"20001", "20000"}, mpfs.Facility, []string{"240.00", "640.00"}},
		"with a visit":   {[]string{"99213", "20000"}, mpfs.Facility, []string{"62.40", "640.00"}},
		"six":            {[]string{"20000", "20001", "20002", "20003", "20004", "20005"}, mpfs.Facility, []string{"640.00", "240.00", "190.40", "156.80", "123.20", "89.60 needs review"}},
		"before 1995":    {[]string{"20005", "20004", "20006"}, mpfs.Facility, []string{"89.60", "246.40", "28.00"}},
		"both sides":     {[]string{"20000-LT", "20000-RT"}, mpfs.Facility, []string{"640.00", "320.00"}},
		"sides in RVU":   {[]string{"20002-LT", "20002-RT"}, mpfs.Facility, []string{"380.80", "0.00"}},
		"each in full":   {[]string{"20003-RT", "20003-LT"}, mpfs.Facility, []string{"313.60", "313.60"}},
		"sides and more": {[]string{"20001-LT", "20001-RT", "20000"}, mpfs.Facility, []string{"480.00", "240.00", "320.00"}},
		"assistants":     {[]string{"20000-80", "20001-80"}, mpfs.Facility, []string{"102.40", "38.40 needs review"}},
		// Endoscopies, in a facility: base 45378 5.26 RVU 168.32, 45380 5.68 181.76,
		// 45385 7.23 231.36; base 43235 3.47 111.04, 43239 3.90 124.80.
		"family":          {[]string{"45380", "45385"}, mpfs.Facility, []string{"13.44", "231.36"}},
		"base and one":    {[]string{"45378", "45385"}, mpfs.Facility, []string{"0.00 included", "231.36"}},
		"two families":    {[]string{"45380", "45385", "43239", "43235"}, mpfs.Facility, []string{"13.44", "231.36", "62.40", "0.00 included"}},
		"with surgery":    {[]string{"45380", "45385", "20001"}, mpfs.Facility, []string{"6.72", "115.68", "480.00"}},
		"bases alone":     {[]string{"45378", "43235"}, mpfs.Facility, []string{"168.32", "55.52"}},
		"endoscopy twice": {[]string{"45385", "45385"}, mpfs.Facility, []string{"231.36", "63.04"}},
		// Imaging: 70450 110.40, of which 26 is 39.36 and TC 71.04, capped at 53.76; 70460
		// 152.00, of which 26 is 52.16 and TC 99.84. Half of 71.04 is below the cap.
		"imaging components": {[]string{"70450-TC", "70460-TC", "70450-26", "70460-26"}, mpfs.NonFacility, []string{"35.52", "99.84", "37.39", "52.16"}},
		"imaging":            {[]string{"70460", "70450"}, mpfs.NonFacility, []string{"152.00", "72.91"}},
		"one image":          {[]string{"70460", "99213"}, mpfs.NonFacility, []string{"152.00", "89.60"}},
		"eye tests":          {[]string{"92133", "92250"}, mpfs.NonFacility, []string{"27.71", "33.28"}},
		"heart tests":        {[]string{"93005", "93306"}, mpfs.NonFacility, []string{"5.28", "183.04"}},
		"therapy":            {[]string{"97110*2", "97140"}, mpfs.NonFacility, []string{"49.28", "19.68"}},
		"therapy, facility":  {[]string{"97110", "97140"}, mpfs.Facility, []string{"27.84", "19.68"}},
		"injection":          {[]string{"96372", "99213"}, mpfs.NonFacility, []string{"0.00 included", "89.60"}},
		"injections alone":   {[]string{"96372", "96372"}, mpfs.NonFacility, []string{"13.76", "13.76"}},
		"nothing listed":     {[]string{"99999", "99000"}, mpfs.NonFacility, []string{"0.00 not listed", "0.00 included"}},
	} {
		t.Run(name, func(t *testing.T) {
			var lines []mpfs.Line
			for _, s := range c.lines {
				text, units, _ := strings.Cut(s, "*")
				l := line(text)
				fmt.Sscan(units, &l.Units)
				lines = append(lines, l)
			}
			var got []string
			for _, p := range r.Payments(lines, r.National(), c.s) {
				s := p.Amount.String()
				if p.Outcome != mpfs.Priced {
					s += " " + p.Outcome.String()
				}
				got = append(got, s)
			}
			require.Equal(t, c.want, got)
		})
	}
	require.Empty(t, r.Payments(nil, r.National(), mpfs.Facility))
}

func TestRules(t *testing.T) {
	for rule := mpfs.FeeSchedule; rule <= mpfs.SubstandardCT; rule++ {
		require.NotContains(t, rule.String(), "Rule(")
		require.NotEmpty(t, rule.Citation(), rule)
	}
	text, err := mpfs.BothSides.MarshalText()
	require.NoError(t, err)
	require.Equal(t, "bilateral procedure Rule(0) Rule(99)", string(text)+" "+mpfs.Rule(0).String()+" "+mpfs.Rule(99).String())
	require.Empty(t, mpfs.Rule(99).Citation())
	text, err = mpfs.Priced.MarshalText()
	require.NoError(t, err)
	require.Equal(t, "priced Outcome(9)", string(text)+" "+mpfs.Outcome(9).String())
}

func TestPaymentDoesNotAllocate(t *testing.T) {
	r := read(t)
	l, at := line("20000-50-80"), r.National()
	require.Zero(t, testing.AllocsPerRun(100, func() {
		if p := r.Payment(l, at, mpfs.Facility); p.Amount != 15360 {
			t.Fatal(p)
		}
		if _, ok := r.Lookup(l.Code, hcpcs.Modifier{}); !ok {
			t.Fatal("missing")
		}
	}))
}
