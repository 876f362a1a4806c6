package oncology_test

import (
	"fmt"
	"os"

	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/oncology"
)

func ExampleRelease_Check() {
	r, err := oncology.Read(os.DirFS("testdata"))
	if err != nil {
		fmt.Println(err)
		return
	}
	site := oncology.MustParseTopography("C18.1") // appendix
	tumor := oncology.MustParseMorphology("8140/0")
	v := r.Check(site, tumor)
	fmt.Println(tumor, "at", site, "listed:", v.Valid)
	for _, b := range v.Behaviors {
		fmt.Println("listed there with behaviour:", b)
	}
	for _, g := range v.Groups {
		fmt.Println("listed at:", g.Name)
	}
	// Output:
	// 8140/0 at C18.1 listed: false
	// listed there with behaviour: malignant, primary site
	// listed at: LARGE INTESTINE, (EXCL. APPENDIX)
}

func ExampleBlockOf() {
	for _, code := range []string{"C50.412", "C79.51", "D05.11", "D45"} {
		b, _ := oncology.BlockOf(cm.MustParse(code))
		fmt.Printf("%s is in %s-%s: %s\n", code, b.First, b.Last, b.Behavior)
	}
	// Output:
	// C50.412 is in C00-C76: malignant, primary site
	// C79.51 is in C77-C79: malignant, metastatic site
	// D05.11 is in D00-D09: in situ
	// D45 is in D45-D45: malignant, primary site
}
