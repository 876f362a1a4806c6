package research

import (
	"strings"
	"testing"
)

// The rows of a workbook are lines here, the cells between bars.
func FuzzReadCCSR(f *testing.F) {
	f.Add("Searchable list of CCSR categories, v2030.1\nCCSR Category|CCSR Category Description\nCIR008|Hypertension\nEnd of Content",
		"Searchable list, v2030.1\nICD-10-CM Code|D|CCSR Category|D|Inpatient Default CCSR (Y/N/X)|Outpatient Default CCSR (Y/N/X)\nI110|x|CIR008|x|N|N\nEnd of Content")
	f.Add("", "ICD-10-CM Code|D|CCSR Category")
	f.Fuzz(func(t *testing.T, categories, mapping string) {
		c, err := ReadCCSR(files("c.xlsx", ccsrBook(t, strings.Split(categories, "\n"), strings.Split(mapping, "\n"))))
		if err != nil {
			return
		}
		for code := range c.codes {
			if len(c.Lookup(code)) == 0 {
				t.Fatal(code)
			}
			c.Inpatient(code)
		}
	})
}

func FuzzReadElixhauser(f *testing.F) {
	var measures, mapping []string
	cmrBook(f, func(a, b []string) ([]string, []string) {
		measures, mapping = a, b
		return a, b
	})
	f.Add(strings.Join(measures, "\n"), strings.Join(mapping, "\n"))
	f.Add("", "")
	f.Add(strings.Join(mapping, "\n"), strings.Join(measures, "\n"))
	f.Fuzz(func(t *testing.T, measures, mapping string) {
		e, err := ReadElixhauser(files("CMR.xlsx", cmrBook(t, func(_, _ []string) ([]string, []string) {
			return strings.Split(measures, "\n"), strings.Split(mapping, "\n")
		})))
		if err == nil && len(e.codes) == 0 {
			t.Fatal("read without codes")
		}
	})
}
