package drg_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/drg"
)

// marked returns the codes of a stay that are marked for both DRGs, the
// diagnoses before the procedures.
func marked(s *drg.Stay, r *drg.Result) string {
	var out []string
	for i, d := range r.Diagnoses {
		if d.Impact == drg.ImpactBoth {
			out = append(out, s.Diagnoses[i].Code.Compact())
		}
	}
	for i, p := range r.Procedures {
		if p.Impact == drg.ImpactBoth {
			out = append(out, s.Procedures[i].Code.String())
		}
	}
	return strings.Join(out, " ")
}

// What is marked where several codes would have led to the DRG: procedures and
// marks are those of claims that the reference answered.
func TestImpact(t *testing.T) {
	tests := []struct{ name, version, claim, drg, want string }{
		{"the code of a cell fulfils the base, too", "43.1", "K8045 I5043 | 0F544Z3 0F540ZZ 07994ZZ", "414", "K8045 I5043 0F540ZZ"},
		{"a code of the table fulfils a later list", "40", "M8448XA I5043 | 0RG63KJ 0RG84J0", "456", "M8448XA I5043 0RG84J0"},
		{"a cluster fulfils nothing but its list", "41", "G041 | 00CT3ZZ 0SH34DZ 0JH80CZ 00HU4MZ", "029", "G041 00CT3ZZ 0JH80CZ 00HU4MZ"},
		{"the alternative that asks for procedures", "43.1", "Z448 M80041K | F0636YZ F01H0YZ", "945", "Z448 M80041K F01H0YZ"},
		{"both procedures of an alternative", "43.1", "T82221A L89813 | 02RX08Z 02VX3EZ 03LJ4DZ", "209", "T82221A 02VX3EZ 03LJ4DZ"},
		{"a list apart stands after the others", "43.1", "D57432 | 0CTS4ZZ 0B114Z4 5A1955Z 0B113Z4 0B113F4", "003", "D57432 0CTS4ZZ 0B114Z4 5A1955Z"},
		{"a cluster stands before a list apart", "41.1", "E1165 | 0SPW0JZ DM21DZZ 0SRW0JZ", "630", "E1165 0SPW0JZ 0SRW0JZ"},
		{"a list of diagnoses before combinations", "43.1", "T84620A M4147 S52371C | 0RG8070 0SSC05Z", "456", "T84620A M4147 S52371C 0RG8070"},
		{"single codes before clusters", "43.1", "S42323K | 0JH73DZ 00HU3MZ 0RUA4JZ", "518", "S42323K 0RUA4JZ"},
		{"a sum by code until it is reached, all devices of the kind", "43.1", "I214 | S62326B 02714T6 0272376 027037Z 02733FZ", "321", "I214 0272376 027037Z"},
		{"a sum that the first code reaches", "42", "I70322 | 027137Z 02723DZ 02C04Z6", "321", "I70322 027137Z"},
		{"a sum of several, the first of the claim among them", "43.1", "I70322 | 02733FZ 027134Z 0272366", "321", "I70322 02733FZ 027134Z 0272366"},
		{"a sum of arteries", "43.1", "I70322 | 02733DZ 027335Z", "321", "I70322 027335Z"},
		{"a count takes the first of the claim, then by code", "43.1", "S82846E S06316A | 0SG00J0 061707Y 0RGA4KJ 0RGA4J0 0SG03K0", "447", "S82846E S06316A 0SG00J0 0RGA4J0"},
		{"a count takes in what is marked", "43.1", "S62644A | 0RG6370 0RG60A0 0SG307J XRGA0R7", "447", "S62644A 0RG6370 XRGA0R7"},
		{"additional codes are counted beside", "43.1", "S72414H L02216 | 0SG34A0 0RG60KJ 0SG707Z 0SG00AJ", "427", "S72414H L02216 0SG34A0 0RG60KJ 0SG707Z 0SG00AJ"},
		{"the cluster that Appendix E prints first", "43.1", "I5022 | 0JH80AZ 02H60MZ 0JH609Z 0JH63FZ X2HM3GB 0JH809Z", "277", "I5022 0JH609Z 0JH63FZ"},
		{"a cluster of the MDC of the principal diagnosis takes its members", "43.1", "M00822 O411222 B20 | 0SRD06A 03130ZF 0SP94JZ 0SPD0NZ 0SRR03Z", "969", "M00822 O411222 B20 03130ZF"},
		{"and leaves nothing to mark", "43.1", "S72092C S52236C | 0SPB4JZ 0SRS01A", "956", "S72092C S52236C"},
		{"a cluster of the MDC, where any O.R. procedure does", "40", "O361135 Z371 | 0VT30ZZ 0VT04ZZ 10D07Z8", "768", "O361135 Z371 0VT30ZZ 0VT04ZZ 10D07Z8"},
		{"and its members after the others", "43", "C8584 B20 | 0VT34ZZ 031309B 0VT07ZZ", "970", "C8584 B20 031309B"},
		{"a disc device among the procedures of the back, with an MCC", "42.1", "S82231P G08 | 0RH10CZ 0RWB3JZ", "518", "S82231P G08 0RH10CZ"},
		{"but not one of section X", "42.1", "S82862F S52022C | XRHD4FA 0RTB0ZZ", "518", "S82862F S52022C 0RTB0ZZ"},
		{"a member outside the list keeps the others", "43.1", "S06894A S37001A T3144 | 0JH63MZ 05H04MZ", "957", "S06894A S37001A T3144 05H04MZ"},
		{"unrelated procedures that are a cluster", "43.1", "S02832A | 0SRR03A 0SRC0JA 0SP94JZ 0SPC08Z", "983", "S02832A 0SRR03A 0SP94JZ"},
		{"unrelated procedures, by themselves where Pre-MDC alone has the cluster", "43", "S52355C S37898A S06369A S46912S S50311A I63542 | 0TY00Z1 0FYG0Z1", "981", "S52355C S06369A I63542 0TY00Z1"},
		{"what is no O.R. procedure first in a medical DRG of the surgical order", "43.1", "B9562 | XHR5XGA XW033M7", "018", "B9562 XW033M7"},
		{"the narrower list first, which fulfils the wider", "43", "M84362S I70434 | 0RG63JJ 0RG8070", "457", "M84362S I70434 0RG8070"},
		{"a count takes the lowest code alone where the first of the claim doesn't count", "43.1", "S72091S S52391B | 0SG537Z 0SG04KJ 0PBM0ZX 0SG34J0 0SG00K0", "447", "S72091S S52391B 0SG00K0"},
		{"what is counted with it is marked beside", "43.1", "S49099D | 0RG60AJ 0SG04J1 0XM30ZZ 0RG73A0 0SG1070", "428", "S49099D 0RG60AJ 0SG04J1 0RG73A0"},
		{"procedures before the principal diagnosis from 43", "43", "S06332A I63131 | 00H00MZ 0NH00NZ", "023", "S06332A I63131 00H00MZ 0NH00NZ"},
		{"unrelated procedures, by themselves up to 41.1", "41.1", "N111 | 02H70KZ 0JH809Z", "983", "N111 02H70KZ"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := claim(t, tt.claim)
			r := version(t, tt.version).Group(s)
			require.Equal(t, tt.drg, r.Final.DRG.String())
			require.Equal(t, tt.want, marked(s, &r))
		})
	}
}
