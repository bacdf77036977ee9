using System.Text;

namespace Weathervane.Learners.Formats.Parts;

/// <summary>UTF-8 without replacement of what is none.</summary>
internal static class StrictText
{
    internal static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
