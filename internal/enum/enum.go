// Package enum names the values of enumerations.
package enum

import (
	"fmt"
	"reflect"
)

// Name returns the name of a value, names being those of 0 and up. A value that
// has none is named by its type and number: "Status(9)".
func Name[T ~uint8](value T, names []string) string {
	if int(value) < len(names) {
		return names[value]
	}
	return fmt.Sprintf("%s(%d)", reflect.TypeFor[T]().Name(), uint8(value))
}
