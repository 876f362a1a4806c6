package risk

import (
	"bytes"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/research"
)

func FuzzReadFactors(f *testing.F) {
	f.Add(factorsText)
	f.Add([]byte("model\tyear\tnormalization\tcoding\tshare\tsource\nV28\t2026\t1.067\t0.059\t1\tx\n"))
	f.Add([]byte("V28\t2026\tNaN\t-0\tInf\tx\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		table, err := ReadFactors(bytes.NewReader(data))
		if err != nil {
			var fe *medcode.FileError
			require.ErrorAs(t, err, &fe)
			return
		}
		for _, x := range table.All() {
			got, err := table.Of(x.Model, x.Year)
			require.NoError(t, err)
			require.Equal(t, x, got)
		}
	})
}

// A file of CMS's software takes the place of one of a sound package.
func FuzzReadPackages(f *testing.F) {
	const format = "E1122\t37\t\nE119\t38\t\nI5022\t226\t\n"
	whole := map[string]string{"F2823T2N.TXT": format, "V28115H1.TXT": hccRankMacro, "V28115L3.TXT": hccLabelMacro, "C2824T2N.csv": "Name,Coeff,Label\nCNA_F70_74,0.4,Female\nCNA_HCC37,0.166,\n",
		"V28I0ED1.TXT": "%MACRO I0ED;\n IF &CC = \"37\" AND AGEF < 50 THEN CC = \"38\";\n%MEND;\n"}
	for name, text := range whole {
		f.Add(name, []byte(text))
	}
	f.Add("V2823T2M.TXT", []byte(" %MACRO V2823T2M(INP=, IND=, OUTDATA=, IDVAR=,\n  KEEPVAR=);\n %LET A = %STR(B);\n DATA X; SET Y; IF A THEN B = C + 1; RUN;\n"))
	f.Add("e.csv", []byte(hccEdits))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		files := fstest.MapFS{}
		for n, text := range whole {
			files[n] = &fstest.MapFile{Data: []byte(text)}
		}
		if _, ok := files[name]; !ok {
			name = "other.txt"
		}
		files[name] = &fstest.MapFile{Data: data}
		p, err := ReadPackages(medcode.ReadOptions{}, files)
		if err != nil {
			return
		}
		for _, id := range IDs() {
			m, err := p.Model(id, 2026)
			if err != nil {
				continue
			}
			d := []research.Diagnosis{{Code: icd10("E11.22")}, {Code: icd10("I50.22")}}
			for _, age := range []int{-1, 0, 49, 70, 1 << 30} {
				_, _ = m.Explain(Beneficiary{Age: age, Sex: medcode.Female}, d, medcode.Period{})
			}
		}
	})
}

// Parts of a package of the marketplaces: its programs take the place of each other.
func FuzzReadHHS(f *testing.F) {
	f.Add([]byte("%macro CY21M07B(a=);\n%mend;\n"), []byte("%macro I0V07ED1(agel=, mage=);\n if &agel < 2 then cc = \"1\";\n%mend;\n"), []byte("%macro V07141H1;\n %set0(cc=1, hier=%str(2));\n%mend;\n"))
	f.Add([]byte("%macro CY99M07B("), []byte("%macro V07141L1;\n label HHS_HCC001=\"A\" HHS_HCC035_1 = \"B\";\n%mend;\n"), []byte("%macro SCOREV4(MODEL);\n"))
	f.Fuzz(func(t *testing.T, program, a, b []byte) {
		h, err := ReadHHS(fstest.MapFS{"CY21M07B.TXT": {Data: program}, "CY21F07B_FY2022_ICD10.TXT": {Data: []byte("A021\t2\n")}, "a.txt": {Data: a}, "b.txt": {Data: b}})
		if err == nil {
			_, _ = h.Score(Enrollee{Age: 40, Sex: medcode.Male, Metal: 'S', Months: 12}, nil, nil, nil)
		}
	})
}
