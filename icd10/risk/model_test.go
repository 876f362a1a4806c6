package risk

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/research"
	"github.com/medcode/medcode/internal/official"
	"github.com/stretchr/testify/require"
)

const (
	hccMapping = "diagnosis_code,cc,model_name\nE1122,37,CMS-HCC Model V28\nE1122,18,CMS-HCC Model V24\nE119,38,CMS-HCC Model V28\nI5022,226,CMS-HCC Model V28\n" +
		"N1831,329,CMS-HCC Model V28\nC50011,23,CMS-HCC Model V28\nD66,111,CMS-HCC Model V28\nJ410,280,CMS-HCC Model V28\nZ000,999,CMS-HCC Model V28\nC58,22,CMS-HCC Model V28\n"
	hccHierarchy = "cc_parent,cc_child,model_domain,model_version,model_fullname\n37,38,CMS-HCC,V28,X\n18,19,CMS-HCC,V24,X\n37,38,RxHCC,V28,X\n"
	hccLabels    = "cc,label,model_domain,model_version,model_fullname\nHCC37,Diabetes with complications,CMS-HCC,V28,X\nHCC38,Diabetes,CMS-HCC,V28,X\nHCC226,Heart failure,CMS-HCC,V28,X\n" +
		"HCC329,\"Kidney disease, stage 3\",CMS-HCC,V28,X\nHCC23,Breast,CMS-HCC,V28,X\nHCC22,Breast under 50,CMS-HCC,V28,X\nHCC111,Hemophilia,CMS-HCC,V28,X\nHCC112,Clotting,CMS-HCC,V28,X\nHCC280,Lung,CMS-HCC,V28,X\nHCC18,Diabetes,CMS-HCC,V24,X\n"
	hccCoefficients = "coefficient,value,model_domain,model_version\nCNA_F70_74,0.4,CMS-HCC,C28\nCNA_M70_74,0.5,CMS-HCC,C28\nCNA_OriginallyDisabled_Female,0.2,CMS-HCC,C28\nCNA_OriginallyDisabled_Male,0.1,CMS-HCC,C28\n" +
		"CNA_HCC37,0.166,CMS-HCC,C28\nCNA_HCC226,0.36,CMS-HCC,C28\nCNA_HCC329,0.127,CMS-HCC,C28\nCNA_DIABETES_HF_V28,0.112,CMS-HCC,C28\nCNA_HF_KIDNEY_V28,0.176,CMS-HCC,C28\nCNA_D3,0.01,CMS-HCC,C28\n" +
		"INS_F70_74,1,CMS-HCC,C28\nINS_LTIMCAID,0.06,CMS-HCC,C28\nINS_ORIGDS,0.05,CMS-HCC,C28\nINS_F60_64,1.1,CMS-HCC,C28\nINS_HCC226,0.3,CMS-HCC,C28\nINS_DISABLED_HF_V28,0.25,CMS-HCC,C28\n" +
		"NE_NMCAID_NORIGDIS_NEF67,0.7,CMS-HCC,C28\nNE_NMCAID_NORIGDIS_NEF65,0.35,CMS-HCC,C28\nNE_NMCAID_NORIGDIS_NEF60_64,0.8,CMS-HCC,C28\nCNA_F70_74,9,CMS-HCC,C24\n"
	hccEdits = "icd10,edit_type,sex,age_min,age_max,action,cc_override,model_name,description\nC50011,age,,,49,override,22,CMS-HCC Model V28,x\nD66,sex,2,,,override,112,CMS-HCC Model V28,x\n" +
		"J410,age,,,17,invalid,,CMS-HCC Model V28,x\nC58,mce_age,,65,8,invalid,,CMS-HCC Model V28,x\nC58,mce_age,,65,8,invalid,,CMS-HCC Model V24,x\n"
)

func gzipped(tb testing.TB, text string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := z.Write([]byte(text))
	require.NoError(tb, err)
	require.NoError(tb, z.Close())
	return b.String()
}

func hccFixture(tb testing.TB, change ...string) (*Model, error) {
	all := []string{"map.csv.gz", gzipped(tb, hccMapping), "h.csv", hccHierarchy, "l.csv", hccLabels, "c.csv", hccCoefficients, "e.csv", hccEdits, "readme.md", "nothing", "guide.pdf", "%PDF-1"}
	for i := 0; i < len(change); i += 2 {
		at := slices.Index(all, change[i])
		if at < 0 {
			all = append(all, change[i:i+2]...)
		} else {
			all[at+1] = change[i+1]
		}
	}
	return Read(files(all...), "V28")
}

func TestHCC(t *testing.T) {
	h, err := hccFixture(t)
	require.NoError(t, err)
	require.Equal(t, []string{"unread-file"}, kinds(h), "the read-me")
	require.Equal(t, "V28", h.Version())
	require.Len(t, h.Provenance().Files, 5)
	require.Equal(t, 8, h.Len(), "Z00.0 maps to no payment category")
	require.Equal(t, []uint16{37}, h.Lookup(icd10("E11.22")))
	require.Equal(t, []uint16{38}, h.Below(37))
	label, ok := h.Label(329)
	require.True(t, ok)
	require.Equal(t, "Kidney disease, stage 3", label)
	require.Len(t, h.Categories(), 115)
	n := 0
	for range h.All() {
		n++
	}
	require.Equal(t, 8, n)

	woman := Beneficiary{Age: 72, Sex: medcode.Female}
	for _, c := range []struct {
		name    string
		b       Beneficiary
		dx      []string
		segment string
		want    []uint16
		score   float64
	}{
		{"no diagnosis", woman, nil, "CNA", nil, 0.4},
		{"hierarchy", woman, []string{"E11.9", "E11.22"}, "CNA", []uint16{37}, 0.566},
		{"interactions and count", woman, []string{"E11.22", "I50.22", "N18.31", "N18.31"}, "CNA", []uint16{37, 226, 329}, 0.4 + 0.166 + 0.36 + 0.127 + 0.112 + 0.176 + 0.01},
		{"originally disabled", Beneficiary{Age: 72, Sex: medcode.Female, Entitlement: EntitledByDisability}, nil, "CNA", nil, 0.6},
		{"a man originally disabled", Beneficiary{Age: 72, Sex: medcode.Male, Entitlement: EntitledByDisability}, nil, "CNA", nil, 0.6},
		{"institution", Beneficiary{Age: 72, Sex: medcode.Female, Institutional: true, Dual: PartialDual, Entitlement: EntitledByDisability}, nil, "INS", nil, 1.11},
		{"disabled, in an institution", Beneficiary{Age: 61, Sex: medcode.Female, Institutional: true, Entitlement: EntitledByDisability}, []string{"I50.22"}, "INS", []uint16{226}, 1.65},
		{"new enrollee", Beneficiary{Age: 67, Sex: medcode.Female, NewEnrollee: true}, []string{"E11.22"}, "NE", []uint16{37}, 0.7},
		{"a new enrollee turns 65", Beneficiary{Age: 64, Sex: medcode.Female, NewEnrollee: true}, nil, "NE", nil, 0.35},
		{"a new enrollee by disability does not", Beneficiary{Age: 64, Sex: medcode.Female, NewEnrollee: true, Entitlement: EntitledByDisability}, nil, "NE", nil, 0.8},
		{"nor one in an institution", Beneficiary{Age: 64, Sex: medcode.Female, Institutional: true}, nil, "INS", nil, 1.1},
		{"first by disability and ESRD is not originally disabled", Beneficiary{Age: 72, Sex: medcode.Female, Entitlement: EntitledByDisabilityAndESRD}, nil, "CNA", nil, 0.4},
	} {
		s, err := h.Score(c.b, dx(t, c.dx...), medcode.Period{})
		require.NoError(t, err, c.name)
		require.Equal(t, c.segment, s.Segment, c.name)
		require.ElementsMatch(t, c.want, s.Categories, c.name)
		require.InDelta(t, c.score, s.Score, 1e-9, c.name)
		sum := 0.0
		for _, term := range s.Terms {
			sum += term.Value
		}
		require.InDelta(t, s.Score, sum, 1e-9, c.name)
	}
	_, err = h.Score(Beneficiary{Age: 30, Sex: medcode.Female}, nil, medcode.Period{})
	require.ErrorContains(t, err, "no coefficient CNA_ of a cell")
	_, err = h.Score(Beneficiary{Age: 72}, nil, medcode.Period{})
	require.ErrorContains(t, err, "want")
	for _, age := range []int{-1, 131, 7000} {
		_, err = h.Score(Beneficiary{Age: age, Sex: medcode.Male}, nil, medcode.Period{})
		require.ErrorIs(t, err, medcode.ErrSyntax)
	}
	require.InDelta(t, 1.195, Score{Score: 1.336}.Adjusted(1.0518, 0.059), 1e-9)
}

// kinds returns the kinds of diagnostics but for that of coefficients, of which
// the fixtures have a few.
func kinds(m *Model) []string {
	var all []string
	for _, d := range m.Diagnostics() {
		if d.Kind != "missing-coefficient" {
			all = append(all, string(d.Kind))
		}
	}
	return all
}

func categories(tb testing.TB, m *Model, b Beneficiary, dx []research.Diagnosis) []uint16 {
	all, err := m.CategoriesOf(b, dx, medcode.Period{})
	require.NoError(tb, err)
	return all
}

func TestSegments(t *testing.T) {
	for want, b := range map[string]Beneficiary{
		"CNA_": {Age: 70}, "CND_": {Age: 60, Entitlement: EntitledByDisability}, "CFA_": {Age: 70, Dual: FullDual}, "CPD_": {Age: 50, Dual: PartialDual, Entitlement: EntitledByESRD},
		"INS_": {Age: 70, Institutional: true}, "NE_": {Age: 70, NewEnrollee: true, Institutional: true}, "SNPNE_": {Age: 70, NewEnrollee: true, ChronicSNP: true},
	} {
		require.Equal(t, want, segments[segment(b, &person{in: [inputs]float64{inAge: float64(b.Age)}})])
	}
	for age, want := range map[int]string{0: "0_34", 34: "0_34", 35: "35_44", 64: "60_64", 65: "65_69", 94: "90_94", 95: "95_GT", 120: "95_GT"} {
		for i, sex := range []string{"F", "M"} {
			p := person{in: [inputs]float64{inAge: float64(age), inSex: float64(2 - i)}}
			p.place()
			at, ok := cellOf(sex + want)
			require.True(t, ok)
			require.Equal(t, at, p.cell)
		}
	}
	for _, name := range []string{"F65", "NEF65_69", "F0_35", "X0_34", "NEM85_GT", "HCC85"} {
		_, ok := cellOf(name)
		require.False(t, ok, name)
	}
}

func TestHCCEdits(t *testing.T) {
	h, err := hccFixture(t)
	require.NoError(t, err)
	for _, c := range []struct {
		age  int
		sex  medcode.Sex
		code string
		want []uint16
	}{
		{49, medcode.Female, "C50.011", []uint16{22}}, {50, medcode.Female, "C50.011", []uint16{23}},
		{50, medcode.Female, "D66", []uint16{112}}, {50, medcode.Male, "D66", []uint16{111}},
		{17, medcode.Male, "J41.0", nil}, {18, medcode.Male, "J41.0", []uint16{280}},
		{8, medcode.Female, "C58", nil}, {9, medcode.Female, "C58", []uint16{22}}, {64, medcode.Female, "C58", []uint16{22}}, {65, medcode.Female, "C58", nil},
	} {
		require.ElementsMatch(t, c.want, categories(t, h, Beneficiary{Age: c.age, Sex: c.sex}, dx(t, c.code)), "%v", c)
	}
	d := dx(t, "E11.9 2025-01-01", "E11.22 2025-01-01", "I50.22 2023-01-01", "C58 2025-01-01")
	lines, err := h.Explain(Beneficiary{Age: 72, Sex: medcode.Female}, d, medcode.Period{From: medcode.MustParseDate("2025-01-01"), To: medcode.MustParseDate("2025-12-31")})
	require.NoError(t, err)
	require.Equal(t, []string{
		"HCC38 of E11.9: HCC37 takes its place",
		"HCC37 of E11.22: counted",
		"HCC226 of I50.22: outside the look-back window",
		"HCC22 of C58: not valid at this age or sex",
	}, reasons(d, lines))
}

func TestRead(t *testing.T) {
	// A format file alone, and before a table.
	format := "E1122\t37\t\r\nE1122\t18\tD\r\nI5022\t226\t\r\n\r\n"
	h, err := Read(files("F2823T2N.TXT", format, "F2422P1M.TXT", "E1122\t18\t\n"), "V28")
	require.NoError(t, err)
	require.Equal(t, []uint16{18, 37}, h.Lookup(icd10("E11.22")))
	require.Equal(t, []string{"missing-part", "missing-part", "missing-part", "missing-part", "missing-part"}, kinds(h), "no hierarchy, labels, coefficients, edits")
	h, err = hccFixture(t, "F2823T2N.TXT", format)
	require.NoError(t, err)
	require.Contains(t, kinds(h), "second-mapping")
	require.Equal(t, 4, h.Len(), "two of the format file, and D66 and C50.011, which an edit gives categories")
	h, err = hccFixture(t, "c.csv", "x", "C2824T2N.TXT", "CNA_F70_74\tFemale 70-74\t0.4\n")
	require.NoError(t, err)
	s, err := h.Score(Beneficiary{Age: 72, Sex: medcode.Female}, nil, medcode.Period{})
	require.NoError(t, err)
	require.InDelta(t, 0.4, s.Score, 1e-9)

	swap := strings.Replace
	for _, c := range []struct {
		name   string
		change []string
		want   error
		text   string
	}{
		{"no mapping", []string{"map.csv.gz", "x"}, medcode.ErrNoFile, "no file maps"},
		{"broken gzip", []string{"map.csv.gz", "\x1f\x8bx"}, medcode.ErrSyntax, "gzip"},
		{"cut gzip", []string{"map.csv.gz", gzipped(t, hccMapping)[:60]}, medcode.ErrSyntax, "gzip"},
		{"two format files", []string{"F28a.TXT", format, "F28b.TXT", format + "\r\n"}, medcode.ErrLayout, "a second format file"},
		{"a format line", []string{"F28.TXT", format + "E1122\n"}, medcode.ErrSyntax, "F28.TXT:5: want a code, a category"},
		{"a format code", []string{"F28.TXT", format + "1122 37\n"}, medcode.ErrSyntax, "F28.TXT:5: ICD-10-CM"},
		{"a format category", []string{"F28.TXT", format + "E1122 X\n"}, medcode.ErrSyntax, "F28.TXT:5: category"},
		{"a long line", []string{"F28.TXT", format + strings.Repeat("E", 1<<20+1)}, medcode.ErrLimit, "F28.TXT:5"},
		{"a parent", []string{"h.csv", swap(hccHierarchy, "37,38", "x,38", 1)}, medcode.ErrSyntax, "h.csv:2: category"},
		{"a child", []string{"h.csv", swap(hccHierarchy, "37,38", "37,x", 1)}, medcode.ErrSyntax, "h.csv:2: category"},
		{"a category below itself", []string{"h.csv", swap(hccHierarchy, "37,38", "37,37", 1)}, medcode.ErrSyntax, "below itself"},
		{"a label", []string{"l.csv", swap(hccLabels, "HCC37", "HCCX", 1)}, medcode.ErrSyntax, "l.csv:2"},
		{"a coefficient", []string{"c.csv", swap(hccCoefficients, "0.4,", "much,", 1)}, medcode.ErrSyntax, "c.csv:2: coefficient"},
		{"a large coefficient", []string{"c.csv", swap(hccCoefficients, "0.4,", "400,", 1)}, medcode.ErrSyntax, "-100 to 100"},
		{"two values", []string{"c.csv", hccCoefficients + "cna_f70_74,0.5,CMS-HCC,C28\n"}, medcode.ErrSyntax, "is 0.4 and 0.5"},
		{"columns", []string{"c.csv", hccCoefficients + "x,0.5\n"}, medcode.ErrSyntax, "wrong number of fields"},
		{"an edit's code", []string{"e.csv", swap(hccEdits, "C50011", "50011", 1)}, medcode.ErrSyntax, "e.csv:2: ICD-10-CM"},
		{"an edit's sex", []string{"e.csv", swap(hccEdits, "sex,2", "sex,3", 1)}, medcode.ErrSyntax, "e.csv:3: sex"},
		{"an edit's age", []string{"e.csv", swap(hccEdits, ",49,", ",old,", 1)}, medcode.ErrSyntax, "e.csv:2: age"},
		{"an edit's action", []string{"e.csv", swap(hccEdits, "override,22", "change,22", 1)}, medcode.ErrSyntax, "e.csv:2: action"},
		{"an edit's category", []string{"e.csv", swap(hccEdits, "override,22", "override,x", 1)}, medcode.ErrSyntax, "e.csv:2: category"},
	} {
		_, err := hccFixture(t, c.change...)
		require.ErrorIs(t, err, c.want, c.name)
		require.ErrorContains(t, err, c.text, c.name)
	}
	h, err = hccFixture(t, "map.csv.gz", hccMapping+"E1122,37,CMS-HCC Model V28\n")
	require.NoError(t, err)
	require.Contains(t, kinds(h), "duplicate-row")
	_, err = Read(files(), "V99")
	require.ErrorContains(t, err, "want one of CMS-HCC V22, CMS-HCC V24, CMS-HCC V28")
	_, err = ReadWith(files("map.csv.gz", gzipped(t, hccMapping)), "V28", medcode.ReadOptions{Limits: medcode.Limits{EntryBytes: int64(len(hccMapping) - 1)}})
	require.ErrorIs(t, err, medcode.ErrLimit)
	_, err = ReadWith(files("map.csv", hccMapping), "V28", medcode.ReadOptions{Limits: medcode.Limits{EntryBytes: 3}})
	require.ErrorIs(t, err, medcode.ErrLimit)
}

// Scores added up by hand from the published coefficients.
func TestOfficialHCC(t *testing.T) {
	derived := os.DirFS(official.Path(t, "releases/hcc/derived-2026"))
	v24, err := Read(derived, "V24")
	require.NoError(t, err)
	v28, err := Read(derived, "V28")
	require.NoError(t, err)
	for _, h := range []*Model{v24, v28} {
		require.Contains(t, fmt.Sprint(h.Diagnostics()), "ra_labels_2026.csv:784: the last line has no end; the file may be cut short")
	}
	require.Len(t, v24.Categories(), 86)
	require.Len(t, v28.Categories(), 115)
	for _, c := range []struct {
		h    *Model
		b    Beneficiary
		dx   []string
		want float64
	}{
		{v28, Beneficiary{Age: 72, Sex: medcode.Female}, []string{"E11.22", "I50.22", "N18.31"}, 0.395 + 0.166 + 0.360 + 0.127 + 0.112 + 0.176},
		// An assist device (HCC223) alone counts nothing, beside heart failure it takes its place.
		{v28, Beneficiary{Age: 72, Sex: medcode.Female}, []string{"Z95.811"}, 0.395},
		{v28, Beneficiary{Age: 72, Sex: medcode.Female}, []string{"Z95.811", "I50.22"}, 0.395 + 2.505},
		{v24, Beneficiary{Age: 57, Sex: medcode.Female, Entitlement: EntitledByDisability}, []string{"F11.20", "F20.0"}, 0.379 + 0.279 + 0.352 + 0.138},
		{v24, Beneficiary{Age: 87, Sex: medcode.Male, Dual: FullDual, Institutional: true}, []string{"A41.9", "L89.154"}, 1.122 + 0.061 + 0.324 + 0.854 + 0.155},
		{v24, Beneficiary{Age: 67, Sex: medcode.Female, Dual: FullDual, NewEnrollee: true, Entitlement: EntitledByDisability}, nil, 1.887},
		{v24, Beneficiary{Age: 82, Sex: medcode.Male, Dual: FullDual, Entitlement: EntitledByDisability}, nil, 0.803 + 0.182},
	} {
		s, err := c.h.Score(c.b, dx(t, c.dx...), medcode.Period{})
		require.NoError(t, err)
		require.InDelta(t, c.want, s.Score, 1e-9, "%v", s)
	}
	d := dx(t, "Z95.811", "I50.22")
	explain := func(d []research.Diagnosis) []string {
		lines, err := v28.Explain(Beneficiary{Age: 72, Sex: medcode.Male}, d, medcode.Period{})
		require.NoError(t, err)
		return reasons(d, lines)
	}
	require.Equal(t, []string{"HCC223 of Z95.811: counted", "HCC226 of I50.22: HCC223 takes its place"}, explain(d))
	require.Equal(t, []string{"HCC223 of Z95.811: the program sets it to 0 for want of another category of its disease"}, explain(d[:1]))

	// The hierarchy of V24 as CMS's macro V24H86H1 has it.
	below := map[uint16][]uint16{}
	for _, category := range v24.Categories() {
		if under := v24.Below(category); len(under) > 0 {
			below[category] = under
		}
	}
	require.Equal(t, map[uint16][]uint16{
		8: {9, 10, 11, 12}, 9: {10, 11, 12}, 10: {11, 12}, 11: {12}, 17: {18, 19}, 18: {19}, 27: {28, 29, 80}, 28: {29},
		46: {48}, 51: {52}, 54: {55, 56}, 55: {56}, 57: {58, 59, 60}, 58: {59, 60}, 59: {60},
		70: {71, 72, 103, 104, 169}, 71: {72, 104, 169}, 72: {169}, 82: {83, 84}, 83: {84}, 86: {87, 88}, 87: {88},
		99: {100}, 103: {104}, 106: {107, 108, 161, 189}, 107: {108}, 110: {111, 112}, 111: {112}, 114: {115},
		134: {135, 136, 137, 138}, 135: {136, 137, 138}, 136: {137, 138}, 137: {138},
		157: {158, 159, 161}, 158: {159, 161}, 159: {161}, 166: {80, 167},
	}, below)

	// CMS's format files, which map codes of earlier years.
	for version, want := range map[string]struct {
		folder string
		codes  int
	}{"V24": {"v24", 9597}, "V28": {"v28", 7770}} {
		h, err := Read(os.DirFS(official.Path(t, "releases/hcc/"+want.folder)), version)
		require.NoError(t, err)
		require.Equal(t, want.codes, h.Len())
	}
}

// What CMS's own program of payment year 2026 (CMS_HCC_v28_2026_T_package_v3)
// gave for some beneficiaries, as someone who ran it published it: the
// community scores without Medicaid, partial and full, and the institutional.
func TestOfficialHCCScores(t *testing.T) {
	h, err := Read(os.DirFS(official.Path(t, "releases/hcc/derived-2026")), "V28")
	require.NoError(t, err)
	woman, man := medcode.Female, medcode.Male
	for i, c := range []struct {
		b          Beneficiary
		dx         string
		categories []uint16
		want       [4]float64 // 0: no such segment for the person
	}{
		{Beneficiary{Age: 71, Sex: woman}, "", nil, [4]float64{0.395, 0.423, 0.506, 1.119}},
		{Beneficiary{Age: 68, Sex: man}, "E11.9 I50.9", []uint16{38, 226}, [4]float64{0.97, 1.016, 1.306, 1.981}},
		{Beneficiary{Age: 80, Sex: woman}, "I50.23 I50.9 N18.4 J44.9", []uint16{224, 280, 327}, [4]float64{1.971, 1.94, 2.329, 1.998}},
		{Beneficiary{Age: 75, Sex: man}, "E11.22 I50.22 N18.32 J44.9 I48.91 F33.2 E66.01 C34.90 G20.A1 M05.79 L89.154 F10.20 J96.10 G30.9",
			[]uint16{20, 37, 48, 93, 127, 139, 155, 199, 213, 226, 238, 280, 328, 379}, [4]float64{8.969, 9.531, 10.855, 7.083}},
		{Beneficiary{Age: 45, Sex: woman, Entitlement: EntitledByDisability}, "I50.22 J44.9", []uint16{226, 280}, [4]float64{1.053, 1.157, 1.299, 2.471}},
		{Beneficiary{Age: 70, Sex: woman, Entitlement: EntitledByDisability}, "I10", nil, [4]float64{0.623, 0.526, 0.666, 1.119}},
		{Beneficiary{Age: 46, Sex: woman}, "C50.011", []uint16{22}, [4]float64{0, 0, 0, 1.345}},
		{Beneficiary{Age: 70, Sex: woman}, "C50.011", []uint16{23}, [4]float64{0.581, 0.626, 0.702, 1.316}},
		{Beneficiary{Age: 85, Sex: man}, "E11.9 G30.9 I63.9", []uint16{38, 127, 249}, [4]float64{1.41, 1.481, 1.908, 0}},
		{Beneficiary{Age: 66, Sex: man}, "E11.22 N18.32 I50.22 F33.2 E66.01", []uint16{37, 48, 155, 226, 328}, [4]float64{1.808, 1.745, 2.281, 2.767}},
		{Beneficiary{Age: 75, Sex: woman}, "Z95.811 E11.9", []uint16{38}, [4]float64{0.631, 0.651, 0.782, 1.245}},
		{Beneficiary{Age: 65, Sex: man, Entitlement: EntitledByESRD}, "F20.9 F10.20 K70.30", []uint16{64, 139, 151}, [4]float64{1.532, 1.575, 2.075, 2.102}},
		{Beneficiary{Age: 65, Sex: woman}, "N18.6 N18.4", []uint16{326}, [4]float64{1.145, 1.33, 1.42, 2.146}},
		{Beneficiary{Age: 65, Sex: man}, "I50.42 I48.20", []uint16{226, 238}, [4]float64{1.068, 1.114, 1.484, 1.737}},
		{Beneficiary{Age: 85, Sex: man, Dual: FullDual}, "E11.9 G30.9 I63.9", []uint16{38, 127, 249}, [4]float64{0, 0, 0, 1.626}},
	} {
		d := dx(t, strings.Fields(c.dx)...)
		for j, want := range c.want {
			if want == 0 {
				continue
			}
			b := c.b
			if b.Institutional = j == 3; !b.Institutional {
				b.Dual = Dual(j)
			}
			s, err := h.Score(b, d, medcode.Period{})
			require.NoError(t, err)
			require.InDelta(t, want, s.Score, 1e-9, "%d: %+v", i+1, s)
			require.ElementsMatch(t, c.categories, s.Categories)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{hccMapping, hccHierarchy, hccLabels, hccCoefficients, hccEdits} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		h, err := Read(files("F28.TXT", string(data), "map.csv", hccMapping), "V28")
		if err != nil {
			return
		}
		_, _ = h.Explain(Beneficiary{Age: 70, Sex: medcode.Male}, []research.Diagnosis{{Code: icd10("E11.22")}}, medcode.Period{})
	})
}

// Scoring many people with one Score allocates nothing for each, and gives what
// Score gives.
func TestScoreInto(t *testing.T) {
	h, err := Read(files("map.csv", hccMapping, "h.csv", hccHierarchy, "c.csv", hccCoefficients), "V28")
	require.NoError(t, err)
	var s Score
	d := dx(t, "E11.22", "E11.9", "I50.22")
	p := Beneficiary{Age: 72, Sex: medcode.Female}
	want, err := h.Score(p, d, medcode.Period{})
	require.NoError(t, err)
	require.NoError(t, h.ScoreInto(&s, p, d, medcode.Period{}))
	require.Equal(t, want, s)
	require.Zero(t, testing.AllocsPerRun(100, func() {
		if err := h.ScoreInto(&s, p, d, medcode.Period{}); err != nil {
			t.Fatal(err)
		}
	}))
	require.Error(t, h.ScoreInto(&s, Beneficiary{Age: 72}, d, medcode.Period{}))
	require.NoError(t, h.ScoreInto(&s, p, nil, medcode.Period{}))
	require.Len(t, s.Terms, 1)
	require.Empty(t, s.Categories)
}

func BenchmarkHCC(b *testing.B) {
	h, err := Read(os.DirFS(official.Path(b, "releases/hcc/derived-2026")), "V28")
	require.NoError(b, err)
	d := dx(b, "E11.22", "I50.22", "N18.31", "J44.9", "Z00.00", "I10", "M54.50", "K21.9", "E78.5", "R07.9")
	p := Beneficiary{Age: 72, Sex: medcode.Female}
	b.ReportAllocs()
	var s Score
	for b.Loop() {
		if err := h.ScoreInto(&s, p, d, medcode.Period{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "persons/s")
}
