package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/medcode/medcode/examples/internal/command"
	"github.com/medcode/medcode/internal/official"
	"github.com/stretchr/testify/require"
)

// A release of a few coefficients, in the form of tables: the program that goes
// with it is compiled into the package.
var release = map[string]string{
	"map.csv": "diagnosis_code,cc,model_name\nE1122,37,CMS-HCC Model V28\nE119,38,CMS-HCC Model V28\nI5022,226,CMS-HCC Model V28\n",
	"h.csv":   "cc_parent,cc_child,model_domain,model_version\n37,38,CMS-HCC,V28\n",
	"l.csv":   "cc,label,model_domain,model_version\nHCC37,Diabetes with complications,CMS-HCC,V28\n",
	"c.csv": "coefficient,value,model_domain,model_version\nCNA_F70_74,0.395,CMS-HCC,C28\nCNA_HCC37,0.166,CMS-HCC,C28\nCNA_HCC38,0.166,CMS-HCC,C28\n" +
		"CNA_HCC226,0.36,CMS-HCC,C28\nCNA_DIABETES_HF_V28,0.112,CMS-HCC,C28\n",
}

func folder(t *testing.T, files map[string]string) string {
	dir := t.TempDir()
	for name, text := range files {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
	}
	return dir
}

func call(args ...string) (status int, told string) {
	var b bytes.Buffer
	return command.Status("risk", run(args, &b), &b), b.String()
}

const persons = "id,model,payment_year,age,sex,orec,dual,dx\n1,V28,2025,72,F,0,NA,E1122 E119 I5022 9:4280\n2,V28,2025,200,F,0,NA,E119\n3,,,72,F,0,NA,I5022\n4,V28,2025,72,F,0,NA,E11.2 ?\n"

func TestTable(t *testing.T) {
	dir := folder(t, release)
	in := filepath.Join(t.TempDir(), "persons.csv")
	require.NoError(t, os.WriteFile(in, []byte(persons), 0o644))
	before := filepath.Join(t.TempDir(), "before.csv")
	require.NoError(t, os.WriteFile(before, []byte("id,model,payment_year,age,sex,dx\n1,V28,2024,72,F,E119\n3,V28,2024,72,F,I5022\n"), 0o644))
	out, page := filepath.Join(t.TempDir(), "o.tsv"), filepath.Join(t.TempDir(), "o.html")
	status, told := call("-release", dir, "-model", "V28", "-year", "2025", "-before", before, "-html", page, "-o", out, in)
	require.Equal(t, 1, status, told)
	require.Contains(t, told, "person 2: age 200")
	require.Contains(t, told, "the files hold no edits")
	text, err := os.ReadFile(out)
	require.NoError(t, err)
	lines := strings.Split(string(text), "\n")
	require.Equal(t, "1\tCMS-HCC V28\tV2825T1M, C, MAP\t2025\tscore_community_na\t37 226\t1.033\t0.931\tCNA_F70_74=0.395 CNA_HCC37=0.166 CNA_HCC226=0.36 CNA_DIABETES_HF_V28=0.112\t0\t1\t\t0\t", lines[1])
	require.Contains(t, lines[2], "age 200")
	require.Contains(t, lines[3], "0.755")
	html, err := os.ReadFile(page)
	require.NoError(t, err)
	for _, want := range []string{"Diabetes with complications", "38 for 37", "E11.22, I50.22", "Against the year before", "<td>38</td><td>37 226</td>", "HCC37 takes its place"} {
		require.Contains(t, string(html), want)
	}
}

// Diagnoses may come from tables of their own: a long one, and claims in RIF.
func TestClaims(t *testing.T) {
	dir := folder(t, release)
	files := folder(t, map[string]string{
		"persons.tsv": "id\tmodel\tpayment_year\tage\tsex\n1\tV28\t2025\t72\tF\n",
		"long.csv":    "person,date,code\n1,2024-03-01,E119\n1,2023-03-01,E1122\n",
		"rif.csv":     "BENE_ID|CLM_ID|CLM_THRU_DT|PRNCPAL_DGNS_CD|PRNCPAL_DGNS_VRSN_CD\n1|7|01-Feb-2024|I5022|0\n",
	})
	at := func(name string) string { return filepath.Join(files, name) }
	out := filepath.Join(files, "out.tsv")
	status, told := call("-release", dir, "-dx", at("long.csv"), "-dx", at("rif.csv"), "-o", out, at("persons.tsv"))
	require.Equal(t, 1, status, told) // the release lacks things
	text, err := os.ReadFile(out)
	require.NoError(t, err)
	require.Contains(t, string(text), "\t38 226\t1.033\t", "the year before alone")
}

// Claims of any format, by the filter of encounters: a visit counts, a laboratory
// test and a year without a list don't, and the page says so.
func TestFilteredClaims(t *testing.T) {
	dir := folder(t, release)
	files := folder(t, map[string]string{
		"persons.csv":       "id,model,payment_year,age,sex\n1,V28,2027,72,F\n",
		"claims.csv":        "id,patient,setting,from,diagnoses,hcpcs\nA,1,professional,2026-03-01,I5022,99213\nB,1,professional,2026-04-01,E1122,80053\nC,1,professional,2020-04-01,E1122,99213\nD,,professional,2026-04-01,E1122,99213\n",
		"eligible_2026.csv": "code\n99213\n",
		"factors.tsv":       "V28\t2027\t1.1\t0.059\t1\tby hand\n",
		"none.csv":          "id,patient,setting,from,diagnoses,hcpcs\n",
	})
	at := func(name string) string { return filepath.Join(files, name) }
	out, page := filepath.Join(files, "out.tsv"), filepath.Join(files, "out.html")
	status, told := call("-release", dir, "-claims", at("claims.csv"), "-eligible", at("eligible_2026.csv"), "-factors", at("factors.tsv"), "-html", page, "-o", out, at("persons.csv"))
	require.Equal(t, 1, status, told)
	text, err := os.ReadFile(out)
	require.NoError(t, err)
	require.Contains(t, string(text), "\t226\t0.755\t0.646\t", "raw, and by our own factors")
	require.Contains(t, string(text), "\t2\t\n", "two left out")
	require.Contains(t, told, "4 claims, 1 diagnoses count")
	require.Contains(t, told, "1 diagnoses left out: no eligible procedure code on the claim")
	require.Contains(t, told, "1 diagnoses left out: no list of eligible codes of 2020")
	require.Contains(t, told, "1 diagnoses left out: claim without a patient")
	html, err := os.ReadFile(page)
	require.NoError(t, err)
	require.Contains(t, string(html), "E1122 of claim B: no eligible procedure code on the claim")
	require.Contains(t, string(html), "by hand")
	status, told = call("-release", dir, "-claims", at("none.csv"), "-eligible", at("eligible_2026.csv"), "-o", out, at("persons.csv"))
	require.Equal(t, 2, status)
	require.Contains(t, told, "no claims")
}

func TestCommandLine(t *testing.T) {
	dir := folder(t, release)
	for _, c := range []struct {
		args []string
		says string
	}{
		{nil, "-release is missing"},
		{[]string{"-release", dir}, "want one file"},
		{[]string{"-release", dir, "-vectors", "x", "y"}, "want one file"},
		{[]string{"-release", dir, "-vectors", "x", "-html", "y"}, "goes without"},
		{[]string{"-release", filepath.Join(dir, "none"), "x"}, "none"},
		{[]string{"-release", dir, filepath.Join(dir, "none.csv")}, "none.csv"},
		{[]string{"-release", dir, "-dx", filepath.Join(dir, "none.csv"), "x"}, "none.csv"},
		{[]string{"-release", dir, "-o", filepath.Join(dir, "no", "folder"), "x"}, "folder"},
		{[]string{"-bad"}, "bad"},
		{[]string{"-release", dir, "-claims", "c", "x"}, "go together"},
		{[]string{"-release", dir, "-claims", "c", "-eligible", "list.csv", "x"}, "the year of service"},
		{[]string{"-release", dir, "-claims", "c", "-eligible", "none_2024.csv", "x"}, "none_2024.csv"},
		{[]string{"-release", dir, "-factors", filepath.Join(dir, "map.csv"), "x"}, "-factors"},
		{[]string{"-release", dir, "-factors", "none.tsv", "x"}, "none.tsv"},
	} {
		status, told := call(c.args...)
		require.Equal(t, 2, status, told)
		require.Contains(t, told, c.says)
	}
	status, told := call("-h")
	require.Zero(t, status)
	require.Contains(t, told, "-release")
}

// What is wrong with a person's row.
func TestRows(t *testing.T) {
	dir := folder(t, release)
	heading := "dx,id,model,payment_year,age,sex,orec,dual,lti,graft_months,benefit_year\n"
	for row, says := range map[string]string{
		"1,V99,2025,72,F,0,NA,0,,":   "want one of",
		"1,V28,year,72,F,0,NA,0,,":   "payment_year",
		"1,V28,2025,old,F,0,NA,0,,":  "age",
		"1,V28,2025,,F,0,NA,0,,":     "no age",
		"1,V28,2025,72,Q,0,NA,0,,":   "sex",
		"1,V28,2025,72,F,9,NA,0,,":   "orec",
		"1,V28,2025,72,F,0,12,0,,":   "dual",
		"1,V28,2025,72,F,0,NA,2,,":   "lti",
		"1,V22,2025,72,F,0,NA,0,,":   "no file maps",
		"1,HHS07,,72,F,0,NA,0,,2021": "file of the HHS-HCC model of benefit year 2021",
	} {
		in := filepath.Join(t.TempDir(), "p.csv")
		require.NoError(t, os.WriteFile(in, []byte(heading+","+row+"\n"), 0o644))
		status, told := call("-release", dir, "-vectors", in, "-o", filepath.Join(t.TempDir(), "o"))
		require.Equal(t, 2, status, "nobody was scored")
		require.Contains(t, told, says, row)
	}
	in := filepath.Join(t.TempDir(), "p.csv")
	require.NoError(t, os.WriteFile(in, []byte(heading), 0o644))
	status, told := call("-release", dir, "-vectors", in)
	require.Equal(t, 2, status)
	require.Contains(t, told, "no persons")
}

// The reference persons, by the command line, from trees of CMS's packages.
func TestOfficialVectors(t *testing.T) {
	for _, c := range []struct{ name, open string }{{"hcc", "open"}, {"hhs", ""}} {
		out := filepath.Join(t.TempDir(), "out.tsv")
		status, told := call("-release", official.Path(t, "releases/hcc"), "-release", official.Path(t, "releases/hhshcc"),
			"-vectors", official.Path(t, "vectors/hcc/"+c.name+".claims.tsv.gz"), "-o", out)
		require.Less(t, status, 2, told)
		text, err := os.ReadFile(out)
		require.NoError(t, err)
		got := map[string]string{}
		for line := range strings.Lines(string(text)) {
			id, rest, _ := strings.Cut(strings.TrimRight(line, "\n"), "\t")
			got[id] = rest
		}
		require.Equal(t, "hccs\tscore", got["id"])
		n := 0
		require.NoError(t, readTable(official.Path(t, "vectors/hcc/"+c.name+".answers.tsv.gz"), func([]string) error { return nil }, func(_ int, r row) error {
			if r.get("open") != "1" {
				n++
				require.Equal(t, r["hccs"]+"\t"+r["score"], got[r.get("id")], r.get("id"))
			}
			return nil
		}))
		t.Logf("%s: %d of %d", c.name, n, n)
	}
}

func TestGzip(t *testing.T) {
	name := filepath.Join(t.TempDir(), "p.csv.gz")
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := io.WriteString(z, "\ufeffID,Age\n1,70\n2,x\n")
	require.NoError(t, err)
	require.NoError(t, z.Close())
	require.NoError(t, os.WriteFile(name, b.Bytes(), 0o644))
	n := 0
	require.NoError(t, readTable(name, func([]string) error { return nil }, func(_ int, r row) error {
		require.NotEmpty(t, r.get("id"))
		n++
		return nil
	}))
	require.Equal(t, 2, n)
	require.NoError(t, os.WriteFile(name, []byte("a,b\n1\n"), 0o644))
	require.Error(t, readTable(name, func([]string) error { return nil }, func(int, row) error { return nil }))
	require.NoError(t, os.WriteFile(name, nil, 0o644))
	require.Error(t, readTable(name, func([]string) error { return nil }, func(int, row) error { return nil }))
}

// The table goes to the standard output where no file is named; headings are met as
// people write them, and what is not read is said.
func TestPersonColumns(t *testing.T) {
	dir := folder(t, release)
	files := folder(t, map[string]string{
		"wide.csv":  "ID;Model;Payment Year;Age;Sex;Orec;Dual;DX1;DX2;Name\n1;V28;2025;72;female;0;NA;E1122;I50.22;x\n",
		"list.csv":  "id,model,payment_year,age,sex,orec,dual,diagnoses\n1,V28,2025,72,F,0,NA,E1122;I5022|E119\n",
		"none.csv":  "id,model,payment_year,age,sex\n1,V28,2025,72,F\n",
		"twice.csv": "id,model,payment_year,age,Age,sex,dx\n1,V28,2025,72,73,F,I5022\n",
		"cut.csv":   "id,model,payment_year,age,sex,dx\n1,V28,2025\n",
		"wrong.csv": "a,b\n1,2\n",
		"empty.csv": "",
		"far.csv":   "id,model,payment_year,age,sex,dx\n1,V28,-5,72,F,I5022\n",
		"later.csv": "id,model,payment_year,age,sex,dx\n1,V28,2035,72,F,I5022\n",
	})
	at := func(name string) string { return filepath.Join(files, name) }
	out := filepath.Join(files, "out.tsv")
	for _, name := range []string{"wide.csv", "list.csv"} {
		_, told := call("-release", dir, "-o", out, at(name))
		text, err := os.ReadFile(out)
		require.NoError(t, err, told)
		require.Contains(t, string(text), "\t37 226\t1.033\t", name)
		require.Equal(t, name == "wide.csv", strings.Contains(told, `column "name" is not read`), told)
	}
	for name, says := range map[string]string{
		"none.csv": "no column of diagnoses", "twice.csv": "two columns of age", "cut.csv": ":2: 3 fields under a heading of 6",
		"wrong.csv": "no column age", "empty.csv": "want a heading", "far.csv": "payment year -5",
	} {
		status, told := call("-release", dir, "-o", out, at(name))
		require.Equal(t, 2, status, told)
		require.Contains(t, told, says)
	}
	_, told := call("-release", dir, "-o", out, at("later.csv"))
	require.Contains(t, told, "no adjusted score")

	stdout, err := os.Create(filepath.Join(files, "stdout"))
	require.NoError(t, err)
	defer func(was *os.File) { os.Stdout = was }(os.Stdout)
	os.Stdout = stdout
	_, told = call("-release", dir, at("list.csv"))
	text, err := os.ReadFile(stdout.Name())
	require.NoError(t, err, told)
	require.Contains(t, string(text), "\t37 226\t1.033\t")
	require.NoFileExists(t, "-")
}
