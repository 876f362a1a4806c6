package mpfs_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/hcpcs/mpfs"
)

// TestManual works the cases that the Medicare Claims Processing Manual describes,
// chapter 12 unless it says another, with the fixture's values: a line is a code,
// modifiers and *units; 20000 to 20006 have in a facility 640.00, 480.00, 380.80,
// 313.60, 246.40, 179.20 and 112.00.
func TestManual(t *testing.T) {
	r := read(t)
	const office, facility = mpfs.NonFacility, mpfs.Facility
	for _, c := range []struct {
		section, name, lines string
		s                    mpfs.Setting
		want                 string
	}{
		{"20.4.2", "office", "99213", office, "89.60"},
		{"20.4.2", "hospital", "99213", facility, "62.40"},
		{"20.4.3", "assistant, 16 percent", "20000-80", facility, "102.40"},
		{"20.4.3", "assistant of a bilateral procedure", "20000-50-80", facility, "153.60"},
		{"20.4.3", "assistant in two procedures", "20000-80 20004-80", facility, "102.40 19.71"}, // 16 percent of 246.40, half
		{"20.4.3", "none by statute", "20002-80", facility, "0.00 not paid"},
		{"110.2", "assistant who is no physician, 85 percent of 16", "20000-AS", facility, "87.04"},
		{"20.4.6", "unusual and reduced services", "20000-22 20001-52", facility, "0.00 by report 0.00 by report"},
		{"30.1", "an incomplete colonoscopy has its own values", "45378-53", facility, "84.16"},
		{"30.1", "others by report", "45385-53", facility, "0.00 by report"},
		{"40.4.B", "surgery, then care by another physician", "20000-54", facility, "505.60"}, // 79 percent
		{"40.4.B", "the other", "20000-55", facility, "134.40"},
		{"40.4.B", "care after an operation that has none", "45378-55", facility, "0.00 not paid"},
		{"40.4.B", "both sides, surgery alone", "20000-50-54", facility, "758.40"},
		{"40.4.C", "return to the operating room: intraoperative part", "20000-78", facility, "441.60"},
		{"40.4.C", "of a period of 0 days in full", "45385-78", facility, "231.36"},
		{"40.6.C", "100, 50, 50, 50, 50 and by report", "20000 20001 20002 20003 20004 20005", facility, "640.00 240.00 190.40 156.80 123.20 89.60 needs review"},
		{"40.6.C", "ranked by amount, not by place", "20004 20000", facility, "123.20 640.00"},
		{"40.6.C", "of equal amounts the first is paid in full", "20004 20004-59", facility, "246.40 123.20"},
		{"40.6.C", "a visit ranks with none", "20004 99213-25", facility, "246.40 62.40"},
		{"40.6.C", "two of a family: the higher, and what the other has above the base", "45380 45385", facility, "13.44 231.36"}, // 181.76 - 168.32
		{"40.6.C", "a family and its base", "45378 45385", facility, "0.00 included 231.36"},
		{"40.6.C", "unrelated endoscopies", "43239 45385", facility, "62.40 231.36"},
		{"40.6.C", "two families, each as one", "43235 43239 45380 45385", facility, "0.00 included 62.40 13.44 231.36"},
		{"40.7", "indicator 1: 150 percent", "20000-50", facility, "960.00"},
		{"40.7", "indicator 1 on two lines", "20000-RT 20000-LT", facility, "640.00 320.00"},
		{"40.7", "indicator 1 by two units", "20000*2", facility, "960.00"},
		{"40.7", "modifier 50 with two units is one too many", "20000-50*2", facility, "960.00 needs review"},
		{"40.7", "indicator 0: one side", "20004-50", facility, "246.40"},
		{"40.7", "indicator 0 on two lines", "20004-LT 20004-RT", facility, "246.40 0.00"},
		{"40.7", "indicator 2: both are in the values", "20002-50", facility, "380.80"},
		{"40.7", "indicator 3: each side in full", "20003-50", facility, "627.20"},
		{"40.7", "indicator 3 on two lines", "20003-LT 20003-RT", facility, "313.60 313.60"},
		{"40.7", "both sides first, then several procedures", "20001-50 20000", facility, "720.00 320.00"},
		{"40.8", "two surgeons, 62.5 percent each", "20000-62", facility, "400.00"},
		{"40.8", "in two procedures", "20000-62 20003-62", facility, "400.00 98.00"},
		{"40.8", "with documentation", "20001-62", facility, "300.00 needs review"},
		{"40.8", "not for the code", "20002-62", facility, "0.00 not paid"},
		{"40.8", "a team", "20001-66", facility, "0.00 by report"},
		{"90.7", "before an admission, in an entity of the hospital's", "99213-PD 70450-PD", office, "62.40 39.36"},
		{"90.7", "its technical component is the hospital's", "70450-TC-PD", office, "0.00 not paid"},
		{"chapter 5, 10.7", "therapy: the unit of most practice expense in full", "97110*2 97140", office, "49.28 19.68"},
		{"chapter 13, 20.2.1", "a hospital's technical component", "70450-TC 70450-26", facility, "0.00 not paid 39.36"},
	} {
		var lines []mpfs.Line
		for text := range strings.FieldsSeq(c.lines) {
			text, units, _ := strings.Cut(text, "*")
			l := line(text)
			fmt.Sscan(units, &l.Units)
			lines = append(lines, l)
		}
		var got []string
		for _, p := range r.Payments(lines, r.National(), c.s) {
			got = append(got, p.Amount.String())
			if p.Outcome != mpfs.Priced {
				got = append(got, p.Outcome.String())
				require.NotEmpty(t, p.Reason, c.name)
			}
		}
		require.Equal(t, c.want, strings.Join(got, " "), "%s: %s", c.section, c.name)
	}
}

// TestAnesthesiaSession: several anesthesia services of a session are one, of the
// most base units with the time of all (42 CFR 414.46(h)); a factor of 20.00.
func TestAnesthesiaSession(t *testing.T) {
	r, err := mpfs.Read(withAnesthesia(t, "00102", "01968"))
	require.NoError(t, err)
	anesthesia := func(text string, base, minutes int) mpfs.Line {
		l := line(text)
		l.BaseUnits, l.Minutes = base, minutes
		return l
	}
	for name, c := range map[string]struct {
		lines []mpfs.Line
		want  string
	}{
		"one":                     {[]mpfs.Line{anesthesia("00100-AA", 5, 60)}, "priced 180.00"},
		"two":                     {[]mpfs.Line{anesthesia("00102-AA", 4, 30), anesthesia("00100-AA", 5, 60)}, "included 0.00, priced 220.00"}, // 5 and 90 / 15
		"directed":                {[]mpfs.Line{anesthesia("00100-QK", 5, 60), anesthesia("00102-QK", 4, 30)}, "priced 110.00, included 0.00"},
		"equal":                   {[]mpfs.Line{anesthesia("00100-AA", 5, 30), anesthesia("00102-AA", 5, 30)}, "priced 180.00, included 0.00"},
		"another session":         {[]mpfs.Line{anesthesia("00100-AA", 5, 60), anesthesia("00102-AA-59", 4, 30)}, "priced 180.00, priced 120.00"},
		"an add-on code":          {[]mpfs.Line{anesthesia("00100-AA", 5, 60), anesthesia("01968-AA", 2, 30)}, "priced 180.00, priced 80.00"},
		"a nurse and a physician": {[]mpfs.Line{anesthesia("00100-QK", 5, 60), anesthesia("00100-QX", 5, 60)}, "priced 90.00, priced 90.00"},
		"supervision":             {[]mpfs.Line{anesthesia("00100-AD", 0, 0), anesthesia("00102-AD", 0, 0)}, "priced 60.00, priced 60.00"},
		"one has no units":        {[]mpfs.Line{anesthesia("00100-AA", 5, 60), anesthesia("00102-AA", 0, 30)}, "priced 180.00, by report 0.00"},
	} {
		var got []string
		for _, p := range r.Payments(c.lines, r.National(), mpfs.Facility) {
			got = append(got, p.Outcome.String()+" "+p.Amount.String())
		}
		require.Equal(t, c.want, strings.Join(got, ", "), name)
	}
}

// withAnesthesia is the fixture with further codes of anesthesia.
func withAnesthesia(t testing.TB, codes ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for _, name := range []string{"25LOCCO.csv", "ANES2025.csv", "GPCI2025.csv", rvuCSV} {
		fsys[name] = &fstest.MapFile{Data: fixture(t, name)}
	}
	text := string(fsys[rvuCSV].Data)
	at := strings.Index(text, "\n00100,")
	row := text[at+1 : at+1+strings.IndexByte(text[at+1:], '\n')+1]
	for _, c := range codes {
		text += strings.Replace(row, "00100", c, 1)
	}
	fsys[rvuCSV].Data = []byte(text)
	return fsys
}
