package drg_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/drg"
)

// What next year's manual may change compiles, and groups as it says.
func TestNextYear(t *testing.T) {
	const early, index = "mdcs_00_07.txt", "appendix_D_E.txt"
	family := func(files fstest.MapFS) string {
		text := string(files[early].Data)
		from := strings.Index(text, "| Major Small and Large Bowel")
		from = strings.LastIndex(text[:from-3], "\n") + 1
		to := from + strings.Index(text[from:], "| Major Gastrointestinal")
		return text[from : strings.LastIndex(text[:to-3], "\n")+1]
	}
	rewrite := func(oldnew ...string) func(fstest.MapFS) {
		return func(files fstest.MapFS) {
			r := strings.NewReplacer(oldnew...)
			for _, f := range files {
				f.Data = []byte(r.Replace(string(f.Data)))
			}
		}
	}
	in := func(name string, oldnew ...string) func(fstest.MapFS) {
		return func(files fstest.MapFS) {
			for i := 0; i < len(oldnew); i += 2 {
				require.Contains(t, string(files[name].Data), oldnew[i])
				files[name].Data = []byte(strings.Replace(string(files[name].Data), oldnew[i], oldnew[i+1], 1))
			}
		}
	}
	tests := []struct {
		name   string
		edits  []func(fstest.MapFS)
		claims map[string]string
	}{
		{"another version", []func(fstest.MapFS){rewrite("Version 99.0", "Version 100.1")},
			map[string]string{"K743": "7/434"}},
		{"a family of other numbers", []func(fstest.MapFS){rewrite("329", "397", "330", "398", "331", "399")},
			map[string]string{"A000 | 0DTH0ZZ": "6/399", "A000 I5021 | 0DTH0ZZ": "6/397"}},
		{"a family more, above its neighbour", []func(fstest.MapFS){
			func(files fstest.MapFS) {
				f := family(files)
				again := strings.NewReplacer("329", "397", "330", "398", "331", "399", "Major Small and Large", "Complex     Large", "  0DTH0ZZ", "  0DTN0ZZ").Replace(f)
				files[early].Data = []byte(strings.Replace(string(files[early].Data), f, f+again, 1))
			},
			in("appendix_A.txt", "329 06  P  Major", "397 06  P  Complex with MCC\r\n398 06  P  Complex with CC\r\n399 06  P  Complex without CC/MCC\r\n329 06  P  Major"),
			in(index, "  329-331 Major", "  397-399 Complex Large Bowel Procedures\r\n  329-331 Major", "  0DTH0ZZ   06  329-331", "  0DTN0ZZ   06  397-399 Complex\r\n  0DTH0ZZ   06  329-331")},
			map[string]string{"A000 | 0DTH0ZZ": "6/331", "A000 | 0DTN0ZZ": "6/399", "A000 I5021 | 0DTN0ZZ 0DTH0ZZ": "6/397"}},
		{"a family less", []func(fstest.MapFS){
			func(files fstest.MapFS) { in(early, family(files), "")(files) },
			in("appendix_A.txt", "329 06  P  Major Small and Large Bowel Procedures with MCC\r\n", "", "330 06  P  Major Small and Large Bowel Procedures with CC\r\n", "", "331 06  P  Major Small and Large Bowel Procedures without CC/MCC\r\n", ""),
			in(index, "  329-331 Major Small and Large Bowel Procedures\r\n", "", "  0DTH0ZZ   06  329-331 Major Small and Large Bowel Procedures\r\n", "  0DTH0ZZ\r\n")},
			map[string]string{"A000 | 0DTH0ZZ": "6/983"}},
		{"levels of severity become one", []func(fstest.MapFS){
			in("appendix_A.txt", "329 06  P  Major Small and Large Bowel Procedures with MCC\r\n", "", "330 06  P  Major Small and Large Bowel Procedures with CC\r\n", "", "331 06  P  Major Small and Large Bowel Procedures without CC/MCC\r\n", "397 06  P  Bowel Procedures\r\n"),
			in(index, "  329-331 Major", "  397     Major", "  0DTH0ZZ   06  329-331 ", "  0DTH0ZZ   06  397     "),
			func(files fstest.MapFS) {
				const box = "+------------------+\r\n"
				in(early, family(files), box+"| Bowel Procedures |\r\n"+box+"|       DRG        |\r\n"+box+"|       397        |\r\n"+box+"\r\nDRG 397 Bowel Procedures\r\n\r\nOPERATING ROOM PROCEDURES\r\n\r\n  0DTH0ZZ Bowel\r\n\r\n")(files)
			}},
			map[string]string{"A000 I5021 | 0DTH0ZZ": "6/397"}},
		{"a code more in a list", []func(fstest.MapFS){
			in(early, "  0DTH0ZZ Made-up", "  0DTN0ZZ New\r\n  0DTH0ZZ Made-up"),
			in(index, "  0DTH0ZZ   06  329-331", "  0DTN0ZZ   06  329-331 Major\r\n  0DTH0ZZ   06  329-331")},
			map[string]string{"A000 | 0DTN0ZZ": "6/331"}},
		{"a collection more", []func(fstest.MapFS){
			in("appendix_C.txt", " D62     CC     No Excl ", " D62     CC     0099:1 codes", "PDX collection 0002\r\n", "PDX collection 0099\r\n  K743    Cirrhosis\r\n\r\nPDX collection 0002\r\n")},
			map[string]string{"K743 D62": "7/434", "A000 D62": "6/372"}},
		{"a condition more", []func(fstest.MapFS){
			in("appendix_F_I.txt", "HAC 11: ", "HAC 15: Anaemia\r\n\r\nSECONDARY DIAGNOSIS\r\n\r\n  D62     Made-up\r\n\r\nHAC 11: "),
			in("appendix_C.txt", " D62     CC     No Excl ", " D62     CC  15 No Excl ")},
			map[string]string{"K743 D62:Y": "7/433", "K743 D62:N": "7/434"}},
		{"no hospital-acquired condition of a number", []func(fstest.MapFS){rewrite("HAC 04:", "HAC 16:", "L89153  MCC 04 ", "L89153  MCC 16 ")},
			map[string]string{"K743 L89153:N": "7/434"}},
		{"principal diagnoses behind a column's procedures, as in version 36", []func(fstest.MapFS){
			in(early, "| MCC |  CC |     DRG     |\r\n+-----+-----+-------------+\r\n| Yes | n/a |     291     |\r\n+-----+-----+-------------+\r\n|  No | Yes |     292     |\r\n+-----+-----+-------------+\r\n|  No |  No |     293     |",
				"| ECMO| MCC |  CC |     DRG     |\r\n+-----+\r\n| Yes | n/a | n/a |     291     |\r\n+-----+\r\n|  No | Yes | n/a |     291     |\r\n+-----+\r\n|  No |  No | Yes |     292     |\r\n+-----+\r\n|  No |  No |  No |     293     |",
				"Shock without CC/MCC\r\n\r\nPRINCIPAL", "Shock without CC/MCC\r\n\r\nECMO\r\nNON-OPERATING ROOM PROCEDURES\r\n\r\n5A1522G* Made-up\r\n\r\nPRINCIPAL"),
			in(index, "  5A1522F", "  5A1522G*\r\n  5A1522F")},
			map[string]string{"I5021 | 5A1522G": "5/291", "I5021": "5/293", "I10": "5/316", "I442 | 5A1522G": "5/310"}},
		{"DRGs that errata name, gone or another's", []func(fstest.MapFS){rewrite("650", "612", "651", "613", "652", "614", "768", "767", "805", "705", "806", "706", "807", "707", "935", "938")},
			map[string]string{"K743": "7/434"}},
	}
	for _, tt := range tests {
		files := edited(t, "")
		for _, edit := range tt.edits {
			edit(files)
		}
		g, err := compile(t, files, drg.CodeFiles{})
		if !assertCompiles(t, tt.name, err) {
			continue
		}
		for text, want := range tt.claims {
			s := claim(t, text)
			r := g.Group(s)
			if got := answer(r.Final); got != want {
				t.Errorf("%s: %s -> %s, want %s\n%s", tt.name, text, got, want, g.Explain(s))
			}
			sameAsTwin(t, g, s, &r)
		}
	}
}

func assertCompiles(t *testing.T, name string, err error) bool {
	if err != nil {
		t.Errorf("%s: %v", name, err)
	}
	return err == nil
}
