package hcpcs_test

import (
	"fmt"
	"os"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
)

func ExampleParse() {
	for _, text := range []string{"99213", "0042t", "J0120", "J120"} {
		c, err := hcpcs.Parse(text)
		fmt.Println(c, c.Level(), err)
	}
	// Output:
	// 99213 I <nil>
	// 0042T I <nil>
	// J0120 II <nil>
	//   HCPCS code "J120": want 5 characters
}

func ExampleModifier_Site() {
	site, _ := hcpcs.MustParseModifier("F6").Site()
	fmt.Println(site.Side, site.Part, "digit", site.Digit)
	// Output: right hand digit 2
}

func ExampleConflicts() {
	for _, c := range hcpcs.Conflicts(hcpcs.MustParseModifier("59"), hcpcs.MustParseModifier("XS")) {
		fmt.Println(c.A, c.B, c.Reason)
	}
	// Output: 59 XS X{EPSU} modifiers are subsets of 59, reported in its place (NCCI Policy Manual, chapter I, section E)
}

func ExampleRelease_Check() {
	r, err := hcpcs.Read(os.DirFS("testdata/2025-01"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r.Check(hcpcs.MustParse("J9990"), medcode.MustParseDate("2025-02-01")).Reason)
	// Output: J9990 ended on 2024-12-31; see J9991, 99999
}
