package claimfile_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claimfile"
)

// claims reads text, whose errors of control are counted and whose others fail.
func claims(t testing.TB, text string) (all []*rules.Claim, control []error) {
	t.Helper()
	for c, err := range claimfile.Read("f", strings.NewReader(text)) {
		switch {
		case errors.Is(err, claimfile.ErrControl):
			control = append(control, err)
		case err != nil:
			require.NoError(t, err)
		default:
			all = append(all, c)
		}
	}
	return all, control
}

// file837 is an 837 whose claims are the segments given, a line each.
func file837(guide, claims string) string {
	body := "ST*837*0001*" + guide + "~\nHL*1**20*1~\nPRV*BI*PXC*261QR0405X~\nNM1*85*2*CLINIC*****XX*1234567893~\nN3*1 A ST~\nN4*TOWN*MD*207051234~\nREF*EI*000000000~\nNM1*87*2~\nN4*OTHER*MD*99999~\n" +
		"HL*2*1*22*0~\nSBR*P*18*******MB~\nNM1*IL*1*DOE*JAN****MI*M1~\nDMG*D8*19500101*F~\n" +
		strings.ReplaceAll(strings.TrimSpace(claims), "\n", "~\n") + "~\n"
	return isa + "\nGS*HC*S*R*20260401*1200*1*X*" + guide + "~\n" + body + fmt.Sprintf("SE*%d*0001~\nGE*1*1~\nIEA*1*000000001~\n", strings.Count(body, "~")+1)
}

const (
	guideP  = "005010X222A1"
	guideI  = "005010X223A2"
	visit   = "CLM*A*100***11:B:1*Y*A*Y*Y\nHI*ABK:I10\nNM1*82*1*ROE*AL****XX*1245319599\n"
	service = "LX*1\nSV1*HC:99213*100*UN*1***1\nDTP*472*D8*20260405\n"
	stay    = "CLM*I1*1000***11:A:1**A*Y*Y\nDTP*434*RD8*20260405-20260408\nCL1*1*7*01\nHI*ABK:I5021:::::::Y\nNM1*71*1*ATT*A****XX*1245319599\nNM1*72*1*OPE*B****XX*1003000126\n"
	other   = "SBR*S*18*******CI\nAMT*D*10\nOI***Y***Y\nNM1*IL*1*DOE*JAN****MI*X9\nN4*FAR*TX*75001\nNM1*PR*2*OTHER*****PI*77\nDTP*573*D8*20260101\nREF*F8*THEIRS\n"
)

// TestOtherPayers: what loop 2320 and those below say is about another payer,
// also where it names a provider, with or without an NPI.
func TestOtherPayers(t *testing.T) {
	for _, who := range []string{"82", "71", "72", "85", "77", "DN"} {
		for _, id := range []string{"", "****XX*1999999992"} {
			theirs := other + "NM1*" + who + "*1*X*" + id + "\nN4*FAR*TX*75001\nPRV*PE*PXC*999999999X\nREF*G2*XYZ\nREF*G1*THEIRS\n"
			for guide, c := range map[string][2]string{guideP: {visit, service}, guideI: {stay, "LX*1\nSV2*0120**1000*DA*3\n"}} {
				plain, _ := claims(t, file837(guide, c[0]+c[1]+c[0]+c[1]))
				got, control := claims(t, file837(guide, c[0]+theirs+c[1]+c[0]+theirs+theirs+c[1]))
				require.Empty(t, control)
				require.Equal(t, plain, got, "%s %s", guide, theirs)
				require.Equal(t, "1245319599", got[0].RenderingNPI)
				require.Equal(t, "1234567893", got[1].BillingNPI)
			}
		}
	}
}

// TestProvidersOfAClaim: one without an NPI erases none, and the rendering one
// beside an attending one doesn't take its place, whichever comes first.
func TestProvidersOfAClaim(t *testing.T) {
	attending, rendering := "NM1*71*1*A*B****XX*1245319599\n", "NM1*82*1*C*D****XX*1003000126\n"
	head, line := "CLM*I1*1000***13:A:1**A*Y*Y\n", "LX*1\nSV2*0450*HC:99284*1000*UN*1\n"
	for _, names := range []string{attending + rendering, rendering + attending, attending + "NM1*71*1*A*B\nNM1*82*1*C*D\n"} {
		got, _ := claims(t, file837(guideI, head+names+line+rendering))
		require.Equal(t, "1245319599", got[0].RenderingNPI)
		require.Equal(t, "1003000126", got[0].Lines[0].RenderingNPI)
		require.Equal(t, "1234567893", got[0].BillingNPI)
	}
	got, _ := claims(t, file837(guideP, visit+service+"NM1*82*1*X*Y\nLX*2\nSV1*HC:36415*5*UN*1***1\nNM1*85*2*NO*****XX*1999999992\n"))
	require.Empty(t, got[0].Lines[0].RenderingNPI)
	require.Equal(t, "1234567893", got[0].BillingNPI)
}

// TestWrapped: line breaks are no data of X12, wherever a file is wrapped, the
// ISA segment among it.
func TestWrapped(t *testing.T) {
	plain := strings.ReplaceAll(file837(guideP, visit+other+service+visit+service), "\n", "")
	want, control := claims(t, plain)
	require.Empty(t, control)
	for width := 3; width < 200; width++ {
		for _, end := range []string{"\n", "\r\n", "\r"} {
			var b strings.Builder
			for rest := plain; rest != ""; {
				n := min(width, len(rest))
				b.WriteString(rest[:n] + end)
				rest = rest[n:]
			}
			got, control := claims(t, b.String())
			require.Empty(t, control, width)
			require.Equal(t, want, got, width)
		}
	}
}

// TestSeparators are whatever ISA makes them: line breaks end segments too.
func TestSeparators(t *testing.T) {
	plain := file837(guideP, visit+service)
	want, _ := claims(t, plain)
	for _, r := range []*strings.Replacer{
		strings.NewReplacer("~\n", "\n"), strings.NewReplacer("~\n", "\r\n"), strings.NewReplacer("~\n", "\r"),
		strings.NewReplacer("~\n", "\x1c", "*", "\x1d", ":", "\x1f"), strings.NewReplacer("*", "|", ":", ">", "~", "'"), strings.NewReplacer("~\n", "~ \n\t "),
	} {
		got, control := claims(t, r.Replace(plain))
		require.Empty(t, control)
		require.Equal(t, want, got)
	}
	got, control := claims(t, plain+strings.NewReplacer("~\n", "\n", "*", "|").Replace(plain)+plain)
	require.Empty(t, control)
	require.Equal(t, append(append(want, want...), want...), got, "each interchange has its own")
}

// TestOddISA: an ISA segment of other widths, or that names another component
// separator than the claims use, is read by its separators, and told.
func TestOddISA(t *testing.T) {
	plain := file837(guideP, visit+service)
	want, _ := claims(t, plain)
	for name, text := range map[string]string{
		"one short":           strings.Replace(plain, "A              *", "A             *", 1),
		"no padding":          strings.Replace(plain, "*ZZ*A              *ZZ*B              *", "*ZZ*A*ZZ*B*", 1),
		"one long":            strings.Replace(plain, "*T*:", "*TT*:", 1),
		"wrapped and short":   strings.Replace(plain, "A              *ZZ", "A             *\nZZ", 1),
		"other component":     strings.Replace(plain, "*T*:~", "*T*>~", 1),
		"no component":        strings.Replace(plain, "*T*:~", "*T*~", 1),
		"no component, lines": strings.ReplaceAll(strings.Replace(plain, "*T*:~", "*T*", 1), "~", ""),
		"no ISA":              plain[strings.Index(plain, "GS*"):],
		"no ISA, no GS":       plain[strings.Index(plain, "ST*"):],
		"no ISA, by lines":    strings.ReplaceAll(plain[strings.Index(plain, "ST*"):], "~", ""),
		"no ISA, bar and '>'": strings.NewReplacer("*", "|", ":", ">").Replace(plain[strings.Index(plain, "ST*"):]),
	} {
		got, control := claims(t, text)
		require.Equal(t, want, got, name)
		require.NotEmpty(t, control, name)
	}
}

// TestBlanksInFront: however many there are.
func TestBlanksInFront(t *testing.T) {
	plain := file837(guideP, visit+service)
	want, _ := claims(t, plain)
	for _, n := range []int{1, 511, 512, 513, 5000, 70_000, 3 << 20} {
		for _, blank := range []string{" ", "\n", "\r\n", "\t"} {
			got, control := claims(t, strings.Repeat(blank, n)+plain)
			require.Empty(t, control)
			require.Equal(t, want, got)
		}
		for _, text := range []string{"{\"id\":\"A\"}\n", "id\nA\n"} {
			got, _ := claims(t, strings.Repeat("\n", n)+text)
			require.Len(t, got, 1)
		}
	}
	for _, end := range []string{"\x1a", "\x00", "\r\n\x1a", " \x00\x00\n"} {
		got, control := claims(t, plain+end)
		require.Empty(t, control, "%q is no claim that is missing", end)
		require.Len(t, got, 1)
	}
}

// TestHealthCodes in all the forms that senders give HI; what can't be read is kept.
func TestHealthCodes(t *testing.T) {
	for text, want := range map[string]string{
		"HI*ABK:I10*ABF:E119*ABF:N186":                    "[{I10 } {E119 } {N186 }]",
		"HI*ABK:I10\nHI*ABF:E119:ABF:N186:ABF:J449":       "[{I10 } {E119 } {N186 } {J449 }]",
		"HI*ABK:I10^ABF:E119^ABF:N186":                    "[{I10 } {E119 } {N186 }]",
		"HI*ABK:I10:::::::Y:ABF:E119:::::::N:ABN:W06XXXA": "[{I10 Y} {E119 N} {W06XXXA }]",
		"HI*ABF:E119\nHI*ABK:I10":                         "[{I10 } {E119 }]",
		"HI*ABK:I10**ABF:E119":                            "[{I10 } {E119 }]",
		"HI*ABN:W06XXXA*ABF:E119\nHI*ABK:I10":             "[{I10 } {E119 } {W06XXXA }]",
	} {
		got, _ := claims(t, file837(guideI, "CLM*A*1***11:A:1\n"+text))
		require.Equal(t, want, fmt.Sprint(got[0].Diagnoses), text)
		require.Empty(t, got[0].Unreadable, text)
	}
	for _, bad := range []string{"XYZ:E119", "E119", "ABF", "ABF:", ":E119"} {
		got, _ := claims(t, file837(guideI, "CLM*A*1***11:A:1\nHI*ABK:I10*"+bad))
		require.Equal(t, "[{I10 }]", fmt.Sprint(got[0].Diagnoses))
		require.Len(t, got[0].Unreadable, 1, bad)
		require.Equal(t, bad, got[0].Unreadable[0].Text)
	}
}

// TestWhatAClaimSays: the codes and numbers that decide beside diagnoses and lines.
func TestWhatAClaimSays(t *testing.T) {
	got, control := claims(t, file837(guideI, `CLM*I1*1000***11:A:7**A*Y*Y
DTP*434*RD8*20260405-20260408
CL1*1*7*06
REF*EA*MRN-9
REF*F8*ICN77
REF*G1*PA1
REF*9F*RF1
NTE*ADD*FIRST
NTE*UPI*SECOND
HI*ABK:I5021:::::::Y
HI*DR:291
HI*BI:70:RD8:20260401-20260403*BI:M1:RD8:20260405-20260406
HI*BH:11:D8:20260401*BH:A1:D8:20260402
HI*BE:80:::3*BE:54:::3250.5
HI*BG:42*BG:44
NM1*71*1*A*B****XX*1245319599
PRV*AT*PXC*207R00000X
NM1*77*2*PLACE*****XX*1003000126
N4*TOWN*VA*22030
LX*1
SV2*0120**800*DA*3**50
LX*2
SV2*0636*HC:J1745:JZ*200*UN*10
LIN**N4*57894003001
CTP****10*ML`))
	require.Empty(t, control)
	c := got[0]
	require.Equal(t, &rules.Claim{ID: "I1", Setting: rules.Inpatient, Payer: rules.Medicare, TypeOfBill: "0117", OriginalReference: "ICN77",
		BillingNPI: "1234567893", BillingTaxonomy: "261QR0405X", BillingZIP: "207051234", RenderingNPI: "1245319599", RenderingTaxonomy: "207R00000X",
		Facility: rules.Facility{NPI: "1003000126", State: "VA", ZIP: "22030"},
		Patient:  rules.Patient{ID: "M1", Birth: day("1950-01-01"), Sex: medcode.Female}, Member: "M1", Relationship: "18",
		MedicalRecord: "MRN-9", PriorAuthorization: "PA1", Referral: "RF1", Remarks: []string{"FIRST", "SECOND"},
		From: day("2026-04-05"), Through: day("2026-04-08"), AdmissionType: "1", AdmissionSource: "7", DischargeStatus: "06",
		Conditions:  []string{"42", "44"},
		Occurrences: []rules.Occurrence{{Code: "11", Date: day("2026-04-01")}, {Code: "A1", Date: day("2026-04-02")}},
		Spans:       []rules.Span{{Code: "70", From: day("2026-04-01"), Through: day("2026-04-03")}, {Code: "M1", From: day("2026-04-05"), Through: day("2026-04-06")}},
		Values:      []rules.Value{{Code: "80", Amount: 300}, {Code: "54", Amount: 325050}},
		Diagnoses:   []rules.Diagnosis{{Code: "I5021", POA: "Y"}},
		Lines: []rules.Line{{Revenue: "0120", Units: 3, Measure: "DA", Charge: 80000, NonCovered: 5000},
			{Revenue: "0636", Code: "J1745", Modifiers: []string{"JZ"}, Units: 10, Measure: "UN", Charge: 20000, NDC: "57894003001", NDCQuantity: 10, NDCUnit: "ML"}},
		DRG: 291, Charge: 100000}, c)
	require.Equal(t, "7", c.Frequency())
	require.True(t, c.HasCondition("42"))

	got, _ = claims(t, file837(guideP, `CLM*A*100***11:B:8*Y*A*Y*Y
REF*F8*ICN1
HI*BG:AA
HI*ABK:I10
NM1*DN*1*R*S****XX*1003000126
NM1*82*1*ROE*AL****XX*1245319599
PRV*PE*PXC*207RC0000X
LX*1
SV1*ER:X1234*100*UN*1*12**1
REF*G1*LINE-PA
REF*G1*THEIRS**2U:77
NTE*ADD*NOTE
NM1*82*1*ROE*AL****XX*1999999992
PRV*PE*PXC*363L00000X
NM1*77*2*PLACE
N4*TOWN*VA*22030`))
	c = got[0]
	require.Equal(t, "8", c.Frequency())
	require.Equal(t, "ICN1", c.OriginalReference)
	require.Equal(t, []string{"AA"}, c.Conditions)
	require.Equal(t, "1003000126", c.ReferringNPI)
	require.Equal(t, "207RC0000X", c.RenderingTaxonomy)
	require.Equal(t, rules.Line{Code: "X1234", CodeList: "ER", Units: 1, Measure: "UN", Charge: 10000, PlaceOfService: "12", RenderingNPI: "1999999992", RenderingTaxonomy: "363L00000X",
		Facility: rules.Facility{State: "VA", ZIP: "22030"}, PriorAuthorization: "LINE-PA", Pointers: []int{1}, Note: "NOTE"}, c.Lines[0])
}

// TestDependents: a patient of HL 23 has no identifier in version 5010; the
// member and who the patient is tell the claims of one person from another's.
func TestDependents(t *testing.T) {
	kid := func(level int, given string) string {
		return fmt.Sprintf("HL*%d*2*23*0\nPAT*19\nNM1*QC*1*DOE*%s\nDMG*D8*20150101*F\n", level, given)
	}
	got, _ := claims(t, file837(guideP, kid(3, "ANN")+visit+service+visit+service+kid(4, "EVE")+visit+service+"HL*5*1*22*0\nSBR*P*18*******MB\nNM1*IL*1*ROE*X****MI*M2\n"+visit+service))
	require.Len(t, got, 4)
	require.Equal(t, got[0].Person(), got[1].Person())
	require.NotEmpty(t, got[0].Person())
	require.NotEqual(t, got[0].Person(), got[2].Person(), "twins")
	require.Equal(t, []string{"M1", "19", "", "M2", "18", "M2"}, []string{got[0].Member, got[0].Relationship, got[0].Patient.ID, got[3].Member, got[3].Relationship, got[3].Patient.ID})
	require.Equal(t, rules.Medicare, got[0].Payer)
}

// TestDental: tooth, surfaces, areas of the mouth, prosthesis and missing teeth,
// by version 5010 and by 4010, whose transactions don't name their guide.
func TestDental(t *testing.T) {
	body := "HL*1**20~NM1*85*2*D*****XX*1234567893~HL*2*1*22~SBR*P*18*******CI~NM1*IL*1*D*J****MI*M1~CLM*D1*500***11:B:1*Y*A*Y*Y~DTP*472*D8*20260402~DTP*452*D8*20260105~DN1*36*27*Y~DN2*14*M~DN2*1*E~REF*G1*PA~HI*ABK:K0261~NM1*82*1*X*Y****XX*1245319599~PRV*PE*PXC*122300000X~" +
		"LX*1~SV3*AD:D2392:25*150**10:20**1*****1~TOO*JP*3*M:O~TOO*JP*A~LX*2~SV3*AD:D5110*350*22*01*R*2~DTP*472*D8*20260403~"
	five, control := claims(t, isa+"GS*HC*A*B*20260420*1200*7*X*005010X224A2~ST*837*0001*005010X224A2~"+body+"SE*24*0001~GE*1*7~IEA*1*000000001~")
	require.Empty(t, control)
	require.Len(t, five, 1)
	want := &rules.Claim{ID: "D1", Setting: rules.Dental, Payer: rules.Commercial, PlaceOfService: "11", FrequencyCode: "1", BillingNPI: "1234567893", RenderingNPI: "1245319599", RenderingTaxonomy: "122300000X",
		Patient: rules.Patient{ID: "M1"}, Member: "M1", Relationship: "18", PriorAuthorization: "PA", From: day("2026-04-02"), Diagnoses: []rules.Diagnosis{{Code: "K0261"}},
		Lines: []rules.Line{{Code: "D2392", CodeList: "AD", Modifiers: []string{"25"}, Units: 1, Charge: 15000, Pointers: []int{1}, Teeth: []rules.Tooth{{Number: "3", Surfaces: []string{"M", "O"}}, {Number: "A"}}, Areas: []string{"10", "20"}},
			{Code: "D5110", CodeList: "AD", Units: 2, Charge: 35000, PlaceOfService: "22", From: day("2026-04-03"), Areas: []string{"01"}, Prosthesis: "R"}},
		Teeth: []rules.ToothStatus{{Number: "14", Status: "M"}, {Number: "1", Status: "E"}}, Charge: 50000,
		Orthodontics: rules.Orthodontics{Treatment: true, Months: 36, Remaining: 27, Placed: day("2026-01-05")}}
	require.Equal(t, want, five[0])
	four, _ := claims(t, isa+"GS*HC*A*B*20100420*1200*7*X*004010X097A1~ST*837*0001~"+strings.Replace(body, "ABK:K0261", "BK:52100", 1)+"SE*24*0001~GE*1*7~IEA*1*000000001~")
	want.ICD, want.Diagnoses = rules.ICD9, []rules.Diagnosis{{Code: "52100"}}
	require.Equal(t, want, four[0])
}

// TestTotal: a claim whose total is absent or zero has the sum of its lines.
func TestTotal(t *testing.T) {
	for total, want := range map[string]medcode.Cents{"": 12550, "0": 12550, "0.00": 12550, "100": 10000, "x": 0} {
		got, _ := claims(t, file837(guideP, "CLM*A*"+total+"***11:B:1\nLX*1\nSV1*HC:99213*100*UN*1\nLX*2\nSV1*HC:80053*25.5*UN*1\nLX*3\nSV1*HC:36415**UN*1\n"))
		require.Equal(t, want, got[0].Charge, total)
	}
}

// TestOtherGuides: transactions that are no 837 are told for what they are, and the
// claims beside them are read.
func TestOtherGuides(t *testing.T) {
	tx := "ST*837*0002*005010X222A1~CLM*A*1***11:B:1~SE*3*0002~"
	var got []string
	for c, err := range claimfile.Read("f", strings.NewReader(isa+"GS*HC*A*B*20260420*1200*7*X*005010X222A1~"+tx+"ST*835*0003~CLP*1~SE*3*0003~GE*2*7~IEA*1*000000001~")) {
		if err != nil {
			require.ErrorIs(t, err, medcode.ErrLayout)
			got = append(got, err.Error())
			continue
		}
		got = append(got, c.ID)
	}
	require.Len(t, got, 2)
	require.Equal(t, "A", got[0])
	require.Contains(t, got[1], "no 837")
	all, _ := claims(t, isa+"GS*HC*A*B*20100420*1200*7*X*004010X096A1~ST*837*0001~HL*1**20~NM1*85*2*H*****XX*1234567893~REF*1C*210001~HL*2*1*22~SBR*P*18*******MA~NM1*IL*1*D*J****MI*M1~CLM*I*1***11::1~HI*BK:4280~HI*ZZ:7840~SE*11*0001~GE*1*7~IEA*1*000000001~")
	require.Equal(t, rules.ICD9, all[0].ICD)
	require.Equal(t, rules.Inpatient, all[0].Setting)
	require.Equal(t, "210001", all[0].CCN)
	require.Equal(t, []string{"7840"}, all[0].Reasons)
}

// TestOneClaimIsBounded: a claim of more than a claim can have is an error that
// names it, and costs no other.
func TestOneClaimIsBounded(t *testing.T) {
	big := func(segment string) string {
		return strings.ReplaceAll(file837(guideP, visit+"MANY\n"+visit+service), "MANY~\n", strings.Repeat(segment+"~\n", 20_000))
	}
	for _, segment := range []string{"SV1*HC:99213*100*UN*1***1", "HI*ABF:E119", "HI*BBQ:0DTJ4ZZ", "HI*BG:42", "HI*BH:11:D8:20260401", "HI*BI:70", "HI*BE:80:::1", "HI*APR:R51", "NTE*ADD*X", "HI*DR:x"} {
		n, failed := 0, 0
		for c, err := range claimfile.Read("f", strings.NewReader(big(segment))) {
			switch {
			case errors.Is(err, medcode.ErrLimit):
				require.ErrorContains(t, err, `claim "A"`)
				failed++
			case errors.Is(err, claimfile.ErrControl):
			default:
				require.NoError(t, err)
				require.Equal(t, "A", c.ID)
				n++
			}
		}
		require.Equal(t, []int{1, 1}, []int{n, failed}, segment)
	}
}

// TestPartyErrors of a loop are few, however often it repeats them: each of its
// claims has them.
func TestPartyErrors(t *testing.T) {
	got, _ := claims(t, strings.Replace(file837(guideP, strings.Repeat(visit, 100)), "DMG*D8*19500101*F~\n", strings.Repeat("DMG*D8*19501399*X~\n", 1000), 1))
	require.Len(t, got, 100)
	for _, c := range got {
		require.Len(t, c.Unreadable, 2)
	}
}

// TestErrorsArePrivate: errors name the claim and quote the field alone.
func TestErrorsArePrivate(t *testing.T) {
	for _, text := range []string{
		`{"id":"A","patient":{"id":"SECRET","birth":"1950-01-31","sex":"F"},"drg":1}`,
		"id,patient,sex\nA,SECRET,F,1\n", "id,patient,sex\nA,SECRET,\"F\n", "id,patient,sex\nA,SECRET,\"F\"x\n",
		`{"id":"A","patient":{"id":"SECRET"},"patient":{}}`, `{"id":"A","patient":{"id":"SECRET"}} {}`, `{"id":"A","patient":{"id":"SECRET"`,
		strings.Split(file837(guideP, visit+service), "SE*")[0] + "NM1*IL*1*SECRET",
	} {
		_, errs := collect(text, medcode.ReadOptions{})
		require.NotEmpty(t, errs, text)
		for _, err := range errs {
			require.NotContains(t, err.Error(), "SECRET")
		}
	}
}

// TestUnitsOfGo: what Go reads as a number and people don't is none.
func TestUnitsOfGo(t *testing.T) {
	for _, text := range []string{"1_0", "0x1p3", "0X1P3", "inf", "NaN", "1e999"} {
		got, _ := claims(t, file837(guideP, visit+strings.Replace(service, "*UN*1*", "*UN*"+text+"*", 1)))
		require.Zero(t, got[0].Lines[0].Units)
		require.Len(t, got[0].Unreadable, 1, text)
	}
}

func BenchmarkX12Small(b *testing.B) {
	text, err := os.ReadFile("testdata/inpatient.837")
	require.NoError(b, err)
	whole := bytes.Repeat(append(bytes.TrimSpace(text), '\n'), 1000)
	b.SetBytes(int64(len(whole)))
	b.ReportAllocs()
	for b.Loop() {
		for _, err := range claimfile.Read("f", bytes.NewReader(whole)) {
			require.NoError(b, err)
		}
	}
}
