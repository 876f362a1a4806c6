package cm_test

import (
	"fmt"
	"os"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
)

func ExampleParse() {
	c, err := cm.Parse("i5021")
	fmt.Println(c, c.Compact(), c.Category(), err)
	_, err = cm.Parse("I50.2.1")
	fmt.Println(err)
	// Output:
	// I50.21 I5021 I50 <nil>
	// ICD-10-CM code "I50.2.1": character 6: want letters and digits, a dot only after the third
}

// The sample release in testdata has the layout of the official files; a folder
// or zip as published is read in the same way.
func ExampleRead() {
	r, err := cm.Read(os.DirFS("testdata/2030"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r.Provenance().Release, "for", r.Provenance().Effective)
	fmt.Println(r.Parts())
	fmt.Println(r.Len(), "codes,", r.Headers(), "headers")
	for _, d := range r.Diagnostics()[:1] {
		fmt.Println(d)
	}
	// Output:
	// 2030 for 2029-10-01 to 2030-09-30
	// order, codes, addenda, tabular, index, neoplasms, drugs, external causes, POA exempt, conversions
	// 33 codes, 22 headers
	// tabular.xml: a note at H36 names E08-E13, which the tabular list has not: "diabetic retinopathy (E08-E13 with .31)"
}

func ExampleRelease_Lookup() {
	r, _ := cm.Read(os.DirFS("testdata/2030"))
	e, _ := r.Lookup(cm.MustParse("I50.21"))
	fmt.Println(e.Name(), e.Title(), e.Billable())
	for a := range e.Ancestors() {
		fmt.Println(a.Kind(), a.Name(), a.Title())
	}
	// Output:
	// I50.21 Acute systolic (congestive) heart failure true
	// subcategory I50.2 Systolic (congestive) heart failure
	// category I50 Heart failure
	// section I10-I52 Hypertensive and other heart diseases (I10-I52)
	// chapter 9 Diseases of the circulatory system (I00-I99)
}

func ExampleRelease_Check() {
	r, _ := cm.Read(os.DirFS("testdata/2030"))
	on := medcode.MustParseDate("2030-01-15")
	for _, text := range []string{"I50.21", "I50", "W21.89A", "I50.2A", "I5O.21", "I10.9"} {
		fmt.Println(r.Check(text, on))
	}
	// Output:
	// I50.21 is a code: Acute systolic (congestive) heart failure
	// I50 is a header; one of 2, 9 must follow
	// W21.89A lacks its 7th character, or placeholders before it; it may be one of A, D, S; try W21.89XA
	// I50.2A is not in force then; it ended 2029-09-30; try I50.21
	// I5O.21 is not in ICD-10-CM 2030; try I50.21
	// I10.9 is not in ICD-10-CM 2030; try I10
}

func ExampleEntry_AllNotes() {
	r, _ := cm.Read(os.DirFS("testdata/2030"))
	e, _ := r.Lookup(cm.MustParse("I50.21"))
	for at, note := range e.AllNotes() {
		fmt.Printf("%s at %s: %s\n", note.Kind, at.Name(), note.Text)
		for _, ref := range note.Refs {
			fmt.Println("  names", ref.String())
		}
	}
	// Output:
	// Code also at I50.2: end stage heart failure, if applicable
	// Code first at I50: heart failure due to hypertension (I11.0)
	//   names I11.0
}

func ExampleEntry_Excludes1() {
	r, _ := cm.Read(os.DirFS("testdata/2030"))
	a, _ := r.Lookup(cm.MustParse("I11.9"))
	b, _ := r.Lookup(cm.MustParse("I10"))
	if x, ok := a.Excludes1(b); ok {
		fmt.Printf("%s at %s: %s\n", x.Note.Kind, x.At.Name(), x.Note.Text)
	}
	// Output:
	// Excludes1 at I10: hypertensive heart disease (I11.-)
}

func ExampleRelease_Expand() {
	r, _ := cm.Read(os.DirFS("testdata/2030"))
	entries, _ := r.Expand("I10-I11")
	for _, e := range entries {
		fmt.Println(e.Name(), e.Billable())
	}
	// Output:
	// I10 true
	// I11 false
	// I11.0 true
	// I11.9 true
}

func ExampleIndex_Find() {
	r, _ := cm.Read(os.DirFS("testdata/2030"))
	term, rest := r.Index(cm.Diseases).Find("Attack, heart, by site")
	fmt.Printf("%s, not found: %q\n", term, rest)
	for _, target := range r.Follow(term) {
		code, _ := target.Term.Code()
		fmt.Println(target.Link.Kind, target.Term, code.Code)
	}
	// Output:
	// Attack, attacks, heart, not found: "by site"
	// see Failure, failed, heart (acute) NEC I50.9
}

func ExampleRelease_Search() {
	r, _ := cm.Read(os.DirFS("testdata/2030"))
	for _, hit := range r.Search("heart failure systolic", 3) {
		fmt.Println(hit.Entry.Name(), hit.Text)
	}
	// Output:
	// I50.2 Systolic (congestive) heart failure
	// I50.20 Unspecified systolic (congestive) heart failure
	// I50.21 Acute systolic (congestive) heart failure
}

func ExampleRelease_Diff() {
	old, _ := cm.Read(os.DirFS("testdata/2029"))
	now, _ := cm.Read(os.DirFS("testdata/2030"))
	for _, c := range old.Diff(now) {
		fmt.Println(c.Code, c.Kind)
	}
	// Output:
	// I50.2A deleted
	// C7A added
	// E11.3 became a header
	// E11.31 added
	// E11.36 added
	// S06 revised
	// U07.1 revised
}

func ExampleLibrary() {
	old, _ := cm.Read(os.DirFS("testdata/2029"))
	now, _ := cm.Read(os.DirFS("testdata/2030"))
	library, _ := cm.NewLibrary(old, now)
	for _, date := range []string{"2029-09-30", "2029-10-01"} {
		v, err := library.Check("I50.2A", medcode.MustParseDate(date))
		fmt.Println(date, v, err)
	}
	// Output:
	// 2029-09-30 I50.2A is a code: Old heart failure <nil>
	// 2029-10-01 I50.2A is not in force then; it ended 2029-09-30; try I50.21 <nil>
}

func ExampleConversions_History() {
	r, _ := cm.Read(os.DirFS("testdata/2030"))
	for _, c := range r.Conversions().History(cm.MustParse("I50.2A")) {
		fmt.Println(c.Effective, c.Text, "became", c.Code)
	}
	// Output:
	// 2029-10-01 I50.2A became I50.21
}

func ExampleOrderFile_Apply() {
	old, _ := cm.Read(os.DirFS("testdata/2029"))
	now, _ := cm.Read(os.DirFS("testdata/2030"))
	next, misfits := old.OrderFile().Apply(now.Addenda())
	fmt.Println(old.OrderFile().Len(), next.Len(), now.OrderFile().Len(), len(misfits))
	// Output:
	// 53 55 55 0
}
