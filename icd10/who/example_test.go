package who_test

import (
	"fmt"
	"os"

	"github.com/medcode/medcode/icd10/who"
)

// The fixtures of these examples are made up; WHO's files are the user's own.
func Example() {
	r, err := who.Read(os.DirFS("testdata"))
	if err != nil {
		fmt.Println(err)
		return
	}
	c := who.MustParse("A09")
	cause, _ := r.Mortality.Lookup(c)
	fmt.Printf("%s %s: underlying cause in 2008 %t, in 2009 %t\n", c, cause.Title, cause.UnderlyingIn(2008), cause.UnderlyingIn(2009))

	for _, m := range r.Maps.AllTo11(who.MustParse("A00.0")) {
		fmt.Println("A00.0 went to", m.ICD11.Code, r.MMS.Check(m.ICD11.Code) == nil)
	}
	// Output:
	// A09 Made-up cause: underlying cause in 2008 true, in 2009 false
	// A00.0 went to 1A00&XN8P1 true
	// A00.0 went to 1A03.Y true
}

func ExampleClassification_Expand() {
	r, err := who.Read(os.DirFS("testdata"))
	if err != nil {
		fmt.Println(err)
		return
	}
	k, _ := r.Classification.Lookup(who.MustParse("A02"))
	for made := range r.Classification.Expand(k) {
		fmt.Println(made.Code, made.Title())
	}
	// Output:
	// A02.0 Other made-up disease : With the one complication
	// A02.01 Other made-up disease : With the one complication : open
	// A02.9 Other made-up disease : Without complications
	// A02.91 Other made-up disease : Without complications : open
}

func ExampleParseCluster() {
	c, err := who.ParseCluster("1a00&xn8p1")
	fmt.Println(c, c.Stem(), err)
	_, err = who.ParseCluster("1O00")
	fmt.Println(err)
	// Output:
	// 1A00&XN8P1 1A00 <nil>
	// ICD-11 cluster code "1O00": character 1: want a code here: ICD-11 code "1O00": character 2: want digits and letters other than I and O, a dot only after the fourth
}
