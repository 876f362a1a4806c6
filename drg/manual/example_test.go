package manual_test

import (
	"fmt"
	"os"

	"github.com/medcode/medcode/drg/manual"
)

// A manual is read from its folder or zip, here one of few codes.
func ExampleRead() {
	m, err := manual.Read(os.DirFS("testdata/manual"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(m.CrossCheck()), "contradictions between its parts")
	// Output: 10 contradictions between its parts
}
