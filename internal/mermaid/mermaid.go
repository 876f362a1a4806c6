// Package mermaid writes text into flowcharts of the Mermaid language.
package mermaid

import "strings"

var safe = strings.NewReplacer(`"`, "#quot;", "&", "#amp;", "<", "#lt;", ">", "#gt;", "#", "#35;", "`", "#96;", "\n", " ", "\r", " ")

// Label returns lines as the text of a quoted node, with Mermaid's entity codes.
func Label(lines ...string) string {
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = safe.Replace(line)
	}
	return strings.Join(out, "<br>")
}
