package cm_test

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
)

func readFiles(t *testing.T, files map[string]string) *cm.Release {
	t.Helper()
	all := fstest.MapFS{}
	for name, text := range files {
		all[name] = &fstest.MapFile{Data: []byte(text)}
	}
	r, err := cm.Read(all)
	require.NoError(t, err)
	return r
}

const tabular2030 = `<?xml version="1.0"?><ICD10CM.tabular><version>2030</version><chapter><name>1</name><desc>Infections (A00-B99)</desc>` +
	`<section id="B90-B94"><desc>Sequelae (B90-B94)</desc><diag><name>B90</name><desc>Sequelae of tuberculosis</desc>` +
	`<diag><name>B90.0</name><desc>CNS</desc></diag><diag><name>B90.1</name><desc>GU</desc></diag></diag></section></chapter></ICD10CM.tabular>`

const table2030 = "ICD-10-CM Conversion Table\r\nCurrent code assignment\tEffective\tPrevious code\r\n" +
	"B90.0\t2028\tB90.8\r\nB90.1\t2030-04-01\tB90.9\r\n"

// An update lacks what didn't change; the library asks October's release of
// the year for it, and every date is answered by its own year.
func TestLibraryByParts(t *testing.T) {
	october := readFiles(t, map[string]string{
		"icd10cm_order_2030.txt": sequelae, "POAexemptCodesFY30.txt": "Order30\tPOAexemptCode\tDescription\r\n2\tB90.0\tSeq\r\n",
		"tabular_2030.xml": tabular2030,
	})
	april := readFiles(t, map[string]string{"icd10cm_order_April_2030.txt": sequelae})
	next := readFiles(t, map[string]string{"icd10cm_order_2031.txt": sequelae, "conversion table 2031.txt": table2030})
	l, err := cm.NewLibrary(next, april, october)
	require.NoError(t, err)
	on, c := medcode.MustParseDate("2030-05-06"), cm.MustParse("B90.0")

	r, err := l.On(on)
	require.NoError(t, err)
	require.Equal(t, "2030-04", r.Provenance().Release)
	exempt, known := l.POAExempt(c, on)
	require.True(t, exempt && known)
	exempt, known = l.POAExempt(cm.MustParse("B90.1"), on)
	require.True(t, !exempt && known)
	_, known = l.POAExempt(c, medcode.MustParseDate("2030-10-01"))
	require.False(t, known, "October's list is of its own year")
	_, known = l.POAExempt(cm.MustParse("A00"), on)
	require.False(t, known)

	e, ok := l.Noted(c, on)
	require.True(t, ok)
	require.Equal(t, "2030", e.Release().Provenance().Release)
	_, ok = l.Noted(c, medcode.MustParseDate("2031-05-06"))
	require.False(t, ok)
	require.Nil(t, l.Index(cm.Diseases, on))
	e, ok = l.Lookup(c, on)
	require.True(t, ok && e.Release() == r)

	v, err := l.Check("B90.8", on)
	require.NoError(t, err)
	require.Equal(t, cm.NotInForce, v.Status)
	require.Equal(t, "B90.8 is not in force then; it ended 2028-09-30; try B90.0", v.String())
	require.Equal(t, []cm.Code{c}, l.Successors(cm.MustParse("B90.8"), on))
	v, err = l.Check("B90.1", medcode.MustParseDate("2030-01-01"))
	require.NoError(t, err)
	require.Equal(t, "B90.1 is not in force then; it begins 2030-04-01", v.String())

	require.Empty(t, l.Gaps())
	last, open := l.Through()
	require.Equal(t, "2031-09-30", last.String())
	require.False(t, open)
	sources := map[string]string{}
	for _, s := range l.Sources(on) {
		sources[s.Part] = s.Release.Release
	}
	require.Equal(t, "2030-04", sources["codes"])
	require.Equal(t, "2030", sources["POA exempt"])
	require.Equal(t, "2030", sources["tabular"])
	require.Equal(t, "2031", sources["conversions"])
	require.Empty(t, sources["drugs"])
}

// A code that came between two publications is valid from its day on.
func TestLibraryBetween(t *testing.T) {
	first := "00001 U07     0 Emergency use                                                Emergency use\r\n" +
		"00002 U070    1 Vaping-related disorder                                      Vaping-related disorder\r\n"
	second := first + "00003 U071    1 COVID-19                                                     COVID-19\r\n"
	l, err := cm.NewLibrary(readFiles(t, map[string]string{"icd10cm_order_2020.txt": first}), readFiles(t, map[string]string{
		"icd10cm_order_2021.txt": second, "conversion 2021.txt": "Current code\tEffective\tPrevious code\r\nU07.1\t2020-04-01\tNone\r\n"}))
	require.NoError(t, err)
	for on, want := range map[string]cm.Status{"2020-03-31": cm.NotInForce, "2020-04-01": cm.Valid, "2020-10-01": cm.Valid} {
		v, err := l.Check("U07.1", medcode.MustParseDate(on))
		require.NoError(t, err)
		require.Equal(t, want, v.Status, on)
	}
}

// A release without codes answers for its part beside one that has them.
func TestLibraryOfParts(t *testing.T) {
	list := readFiles(t, map[string]string{"POAexemptCodesApr30.txt": "OrdApr30\tPOAexemptCode\tDescription\r\n2\tB90.0\tSeq\r\n"})
	require.Equal(t, "2030-04", list.Provenance().Release)
	require.Equal(t, 1, list.ExemptCodes())
	l, err := cm.NewLibrary(list, readFiles(t, map[string]string{"icd10cm_order_April_2030.txt": sequelae}), readFiles(t, map[string]string{"icd10cm_order_2032.txt": sequelae}))
	require.NoError(t, err)
	exempt, known := l.POAExempt(cm.MustParse("B90.0"), medcode.MustParseDate("2030-05-06"))
	require.True(t, exempt && known)
	require.Len(t, l.Gaps(), 1)
	require.Equal(t, "2030-10-01 to 2031-09-30", l.Gaps()[0].String())
}

// Names of updates mislead; what is in them tells.
func TestDatesByContent(t *testing.T) {
	const order = "00001 Z283    0 Underimmunization status                                     Underimmunization status\r\n" +
		"00002 Z28310  1 Unvaccinated for COVID-19                                    Unvaccinated for COVID-19\r\n"
	for name, want := range map[string]string{"icd10cm_order_2022.txt": "2022-04", "icd10cm_order_2023.txt": "2023"} {
		require.Equal(t, want, readFiles(t, map[string]string{name: order}).Provenance().Release, name)
	}
	const same = "\r\nHeaders\r\n  23324 headers in icd10cm_order_2025.txt\r\n  23324 headers in icd10cm_order_2025.txt\r\n      0 additions\r\n      0 deletions\r\n      0 revisions\r\n"
	r := readFiles(t, map[string]string{"addenda.txt": same})
	require.Equal(t, "2025-04", r.Provenance().Release)
	require.True(t, r.Parts().Addenda)
	require.Equal(t, []string{"release-inferred"}, kindsOf(r))
}

// The tabular lists of 2018 to 2023 print H54.512A below H54.511; the short
// titles of two headers up to 2016 begin with a blank.
func TestDefectsOfOtherYears(t *testing.T) {
	r := readFiles(t, map[string]string{"t.xml": `<ICD10CM.tabular><version>2021</version><chapter><name>7</name><desc>Eye</desc><section id="H53-H54"><desc>Vision</desc>` +
		`<diag><name>H54</name><desc>Low vision</desc><diag><name>H54.51</name><desc>right</desc><diag><name>H54.511</name><desc>one</desc>` +
		`<diag><name>H54.511A</name><desc>category 1</desc></diag><diag><name>H54.512A</name><desc>category 2</desc></diag></diag></diag>` +
		`<diag><name>K00</name><desc>elsewhere</desc></diag></diag></section></chapter></ICD10CM.tabular>`})
	require.Equal(t, []string{"misplaced-code", "misplaced-code"}, kindsOf(r))
	e, _ := r.Lookup(cm.MustParse("H54.512A"))
	p, _ := e.Parent()
	require.Equal(t, "H54.51", p.Name())
	e, _ = r.Lookup(cm.MustParse("K00"))
	p, _ = e.Parent()
	require.Equal(t, "H53-H54", p.Name())
	require.Equal(t, cm.Category, e.Kind())

	r = readFiles(t, map[string]string{"icd10cm_order_2016.txt": "00001 T464    0 Angiotensin-converting-enzyme inhibitors                     Poisoning\r\n" +
		"00002 T4641   0 one                                                          Poisoning\r\n00003 T4642   0 two                                                          Poisoning\r\n" +
		"00004 T464X   0  angiotensin-converting-enzyme inhibitors                    Poisoning\r\n"})
	require.Contains(t, kindsOf(r), "spelling")
	e, _ = r.Lookup(cm.MustParse("T46.4X"))
	require.Equal(t, "angiotensin-converting-enzyme inhibitors", e.ShortTitle())

	r = readFiles(t, map[string]string{"Neoplasm.xml": `<ICD10CM.index><version>2016</version><indexHeading><head col="2">Malignant Primary</head></indexHeading>` +
		`<letter><title>N</title><mainTerm><title>Neoplasm</title><cell col="2">C80.1</cell></mainTerm></letter></ICD10CM.index>`})
	require.Equal(t, cm.Parts{Neoplasms: true}, r.Parts())
}
