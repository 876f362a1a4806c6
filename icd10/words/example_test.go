package words_test

import (
	"fmt"

	"github.com/medcode/medcode/icd10/words/wordsdata"
)

func ExampleFinder_Find() {
	for _, a := range wordsdata.Finder().Find("broken left wrist", 1) {
		fmt.Println(a.Entry.Code(), a.Entry.Title())
	}
	// Output: S52.502A Unspecified fracture of the lower end of left radius, initial encounter for closed fracture
}
