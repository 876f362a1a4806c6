package pcs_test

import (
	"fmt"
	"os"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/pcs"
)

func Example() {
	r, err := pcs.Read(os.DirFS("testdata/2025")) // a folder, or zips as published
	if err != nil {
		fmt.Println(err)
		return
	}
	code := pcs.MustParse("0DTJ4ZZ")
	entry, _ := r.Lookup(code)
	fmt.Println(entry.Long)
	words, _ := r.Words(code)
	for _, w := range words {
		fmt.Printf("  %-12s %s\n", w.Axis, w)
	}
	// Output:
	// Resection of Appendix, Percutaneous Endoscopic Approach
	//   Section      0 Medical and Surgical
	//   Body System  D Gastrointestinal System
	//   Operation    T Resection
	//   Body Part    J Appendix
	//   Approach     4 Percutaneous Endoscopic
	//   Device       Z No Device
	//   Qualifier    Z No Qualifier
}

func ExampleRelease_Check() {
	r, _ := pcs.Read(os.DirFS("testdata/2025"))
	for _, text := range []string{"0DTJ4ZZ", "0DTJ0ZG", "0DTO4ZZ"} {
		v := r.Check(text)
		fmt.Println(text, v.Status)
		if v.Err != nil {
			fmt.Println("  ", v.Err)
		}
		for _, p := range v.Problems {
			fmt.Println("  ", p)
		}
		for _, c := range v.Suggestions {
			fmt.Println("   perhaps", c)
		}
	}
	// Output:
	// 0DTJ4ZZ valid
	// 0DTJ0ZG unknown
	//    character 7 (Qualifier) is G; after "0DTJ0Z" it is Z No Qualifier
	//    perhaps 0DTJ0ZZ
	//    perhaps 0DTJ4ZG
	// 0DTO4ZZ malformed
	//    ICD-10-PCS code "0DTO4ZZ": character 4: the letters I and O are not used; 1 or 0?
}

func ExampleRelease_Build() {
	r, _ := pcs.Read(os.DirFS("testdata/2025"))
	b := r.Build()
	for _, char := range []pcs.Char("0DTJ") {
		b, _ = b.With(char)
	}
	axis, values := b.Options()
	fmt.Println(b, axis, values)
	b, _ = b.With('7')
	code, complete := b.Settled().Code()
	fmt.Println(code, complete)
	// Output:
	// 0DTJ Approach [0 Open 4 Percutaneous Endoscopic 7 Via Natural or Artificial Opening 8 Via Natural or Artificial Opening Endoscopic]
	// 0DTJ7ZZ true
}

func ExampleRelease_Search() {
	r, _ := pcs.Read(os.DirFS("testdata/2025"))
	for _, hit := range r.Search("appendix open", 2) {
		if hit.Path != nil {
			fmt.Println(strings.Join(hit.Path, ", "), hit.Term.Links)
		} else {
			fmt.Println(hit.Entry.Long, hit.Entry.Code)
		}
	}
	// Output:
	// Resection, Appendix, Open [0DTJ0ZZ]
	// Resection of Appendix, Open Approach 0DTJ0ZZ
}

func ExampleLibrary() {
	before, _ := pcs.Read(os.DirFS("testdata/2025"))
	after, _ := pcs.Read(os.DirFS("testdata/2026"))
	library, _ := pcs.NewLibrary(before, after)
	v, _ := library.Check("XY0VX83", medcode.MustParseDate("2025-10-01"))
	fmt.Println(v.Status, "in", v.Release, "but in", v.Others)
	// Output:
	// unknown in 2026 but in [2025]
}
