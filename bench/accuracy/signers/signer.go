// Signs requests by hand with the standard library, and writes them as net/http would.
// Reads a JSON list on standard input, writes one on standard output.
package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"sort"
	"strings"
)

type job struct {
	Method, Url, Time, KeyId, Secret, Token, Service, Region, Body string
	Headers                                                       [][2]string
}

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}

func sum(data []byte) string {
	h := sha256.Sum256(data)
	return hex.EncodeToString(h[:])
}

func escaped(text string, slash bool) string {
	out := strings.Builder{}
	for _, b := range []byte(text) {
		switch {
		case b >= 'A' && b <= 'Z', b >= 'a' && b <= 'z', b >= '0' && b <= '9', strings.IndexByte("-._~", b) >= 0, slash && b == '/':
			out.WriteByte(b)
		default:
			out.WriteString("%" + strings.ToUpper(hex.EncodeToString([]byte{b})))
		}
	}
	return out.String()
}

func signed(one job) string {
	body, _ := base64.StdEncoding.DecodeString(one.Body)
	request, err := http.NewRequest(one.Method, one.Url, bytes.NewReader(body))
	if err != nil {
		panic(err)
	}
	for _, pair := range one.Headers {
		request.Header.Set(pair[0], pair[1])
	}
	request.Header.Set("X-Amz-Date", one.Time)
	if one.Token != "" {
		request.Header.Set("X-Amz-Security-Token", one.Token)
	}
	hash := sum(body)
	if one.Service == "s3" {
		request.Header.Set("X-Amz-Content-Sha256", hash)
	}
	names := []string{"host"}
	for name := range request.Header {
		names = append(names, strings.ToLower(name))
	}
	sort.Strings(names)
	fields := ""
	for _, name := range names {
		value := request.Header.Get(name)
		if name == "host" {
			value = request.URL.Host
		}
		fields += name + ":" + strings.Join(strings.Fields(value), " ") + "\n"
	}
	path := request.URL.EscapedPath()
	if one.Service == "s3" {
		path = escaped(request.URL.Path, true)
	} else {
		path = escaped(path, true)
	}
	if path == "" {
		path = "/"
	}
	pairs := []string{}
	for name, values := range request.URL.Query() {
		for _, value := range values {
			pairs = append(pairs, escaped(name, false)+"="+escaped(value, false))
		}
	}
	sort.Strings(pairs)
	list := strings.Join(names, ";")
	canonical := strings.Join([]string{one.Method, path, strings.Join(pairs, "&"), fields, list, hash}, "\n")
	scope := one.Time[:8] + "/" + one.Region + "/" + one.Service + "/aws4_request"
	text := "AWS4-HMAC-SHA256\n" + one.Time + "\n" + scope + "\n" + sum([]byte(canonical))
	key := []byte("AWS4" + one.Secret)
	for _, part := range strings.Split(scope, "/") {
		key = mac(key, part)
	}
	credential := one.KeyId + "/" + scope
	request.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential="+credential+", SignedHeaders="+list+", Signature="+hex.EncodeToString(mac(key, text)))
	dump, err := httputil.DumpRequestOut(request, true)
	if err != nil {
		panic(err)
	}
	return base64.StdEncoding.EncodeToString(dump)
}

var _ = url.Parse

func main() {
	jobs := []job{}
	if err := json.NewDecoder(os.Stdin).Decode(&jobs); err != nil {
		panic(err)
	}
	out := []string{}
	for _, one := range jobs {
		out = append(out, signed(one))
	}
	if err := json.NewEncoder(os.Stdout).Encode(out); err != nil {
		panic(err)
	}
}
