using System.Text;
using Appliance.Dicom;

namespace Appliance.Archive;

/// <summary>One key of an answer.</summary>
internal readonly record struct AnswerKey
{
    public AnswerKey(QueryKey key)
    {
        Tag = key.Tag;
        DicomDictionary.TryGetVR(Tag, out var vr);
        VR = vr;
    }

    public DicomTag Tag { get; }

    public DicomVR VR { get; }

    /// <summary>Whether a value is text of any kind, so that its bytes may be those of the row.</summary>
    public bool IsString => VR.IsString;
}

/// <summary>What an answer has under one key: encoded already where it is ASCII, and text where the character set is still to be chosen.</summary>
internal readonly record struct AnswerValue
{
    private AnswerValue(byte[]? encoded, string? text, bool hasLetters)
    {
        Encoded = encoded;
        Text = text;
        HasLetters = hasLetters;
    }

    /// <summary>The value in ASCII, padded; null where there is none.</summary>
    public byte[]? Encoded { get; }

    /// <summary>The value as text, if it is not encoded.</summary>
    public string? Text { get; }

    /// <summary>Whether it has letters beyond ASCII.</summary>
    public bool HasLetters { get; }

    /// <summary>Whether there is a value, an empty one included.</summary>
    public bool IsSet => Encoded is not null || Text is not null;

    /// <summary>A value as rows keep it.</summary>
    public static AnswerValue Of(ReadOnlySpan<byte> utf8, AnswerKey key)
    {
        if (!Ascii.IsValid(utf8))
        {
            return new AnswerValue(null, Encoding.UTF8.GetString(utf8), hasLetters: true);
        }

        if (!key.IsString)
        {
            return new AnswerValue(null, Encoding.ASCII.GetString(utf8), hasLetters: false);
        }

        var bytes = new byte[utf8.Length + (utf8.Length & 1)];
        utf8.CopyTo(bytes);
        bytes.AsSpan(utf8.Length).Fill(key.VR.PaddingByte);
        return new AnswerValue(bytes, null, hasLetters: false);
    }

    /// <summary>A value that was worked out.</summary>
    public static AnswerValue Of(string text, AnswerKey key) => Of(Encoding.UTF8.GetBytes(text), key);

    /// <summary>Adds the element to an answer.</summary>
    /// <param name="answer">The answer, whose character set is chosen.</param>
    /// <param name="key">The key of this value.</param>
    /// <param name="hasLetters">Whether the answer has letters beyond ASCII: then what is ASCII may have other codes in its character set.</param>
    public void AddTo(DicomDataset answer, AnswerKey key, bool hasLetters)
    {
        if (Encoded is { Length: > 0 } bytes && !(hasLetters && key.VR.IsText))
        {
            answer.SetBytes(key.Tag, key.VR, bytes);
            return;
        }

        var text = Text ?? (Encoded is null ? "" : Encoding.ASCII.GetString(Encoded).TrimEnd(' '));
        if (text.Length == 0)
        {
            answer.Set(key.Tag, key.VR);
        }
        else if (key.VR == DicomVR.IS || key.VR == DicomVR.DS)
        {
            // As it was received, though it may be no proper number.
            answer.SetBytes(key.Tag, key.VR, Padded(text));
        }
        else
        {
            answer.Set(key.Tag, key.VR, key.VR.IsSingleText ? [text] : text.Split('\\'));
        }
    }

    private static byte[] Padded(string text)
    {
        var bytes = new byte[text.Length + (text.Length & 1)];
        bytes.AsSpan().Fill((byte)' ');
        Encoding.ASCII.GetBytes(text, bytes);
        return bytes;
    }
}
