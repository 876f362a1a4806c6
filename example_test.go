package medcode_test

import (
	"fmt"

	"github.com/medcode/medcode"
)

func ExampleParseDate() {
	day, err := medcode.ParseDate("2026-04-05")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(day, "is of fiscal year", day.FiscalYear())
	// Output: 2026-04-05 is of fiscal year 2026
}

func ExampleParseCents() {
	paid, err := medcode.ParseCents("1234.50")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(paid+50, int64(paid))
	// Output: 1235.00 123450
}
