package ioce_test

import (
	"fmt"

	"github.com/medcode/medcode/rules/ioce"
)

func ExampleEditOf() {
	e, ok := ioce.EditOf(2)
	fmt.Println(ok, e.Name)
	// Output:
	// true Diagnosis and age
}
