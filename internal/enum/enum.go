// Package enum names the values of enumerations, and reads the names.
package enum

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/medcode/medcode"
)

// Name returns the name of a value, names being those of 0 and up. A value that
// has none is named by its type and number: "Status(9)".
func Name[T ~uint8](value T, names []string) string {
	if int(value) < len(names) {
		return names[value]
	}
	return fmt.Sprintf("%s(%d)", reflect.TypeFor[T]().Name(), uint8(value))
}

// Parse sets value to the one whose name text is; the error, which wraps
// [medcode.ErrSyntax], says the names but the empty one.
func Parse[T ~uint8](value *T, text []byte, names []string) error {
	i := slices.Index(names, string(text))
	if i < 0 {
		want := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return name == "" })
		last := len(want) - 1
		return fmt.Errorf("%s %q: want %s or %s: %w", reflect.TypeFor[T]().Name(), text, strings.Join(want[:last], ", "), want[last], medcode.ErrSyntax)
	}
	*value = T(i)
	return nil
}
