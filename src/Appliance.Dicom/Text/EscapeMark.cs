using System.Text;

namespace Appliance.Dicom;

/// <summary>
/// Bytes that no character stands for are shown as PS3.5 6.1.2.3 suggests, a backslash and three octal digits a byte. While values are
/// still to be parted at backslashes, a noncharacter stands for that backslash.
/// </summary>
internal static class EscapeMark
{
    private const char Mark = '\uFFFF';

    /// <summary>Adds the escape of one byte.</summary>
    public static void Append(StringBuilder text, byte unknown) =>
        text.Append(Mark).Append((char)('0' + (unknown >> 6))).Append((char)('0' + ((unknown >> 3) & 7))).Append((char)('0' + (unknown & 7)));

    /// <summary>Puts backslashes where the marks are.</summary>
    public static string Show(string text) => text.Replace(Mark, '\\');

    /// <summary>Escapes what an encoding cannot read.</summary>
    public sealed class Fallback : DecoderFallback
    {
        private const int CharsPerByte = 4;
        private const int LongestSequence = 8;

        /// <inheritdoc/>
        public override int MaxCharCount => CharsPerByte * LongestSequence;

        /// <inheritdoc/>
        public override DecoderFallbackBuffer CreateFallbackBuffer() => new Buffer();

        private sealed class Buffer : DecoderFallbackBuffer
        {
            private readonly StringBuilder _escape = new();
            private int _next;

            public override int Remaining => _escape.Length - _next;

            public override bool Fallback(byte[] bytesUnknown, int index)
            {
                Reset();
                foreach (var unknown in bytesUnknown)
                {
                    Append(_escape, unknown);
                }

                return _escape.Length > 0;
            }

            public override char GetNextChar() => _next < _escape.Length ? _escape[_next++] : '\0';

            public override bool MovePrevious()
            {
                if (_next == 0)
                {
                    return false;
                }

                _next--;
                return true;
            }

            public override void Reset()
            {
                _escape.Clear();
                _next = 0;
            }
        }
    }
}
