namespace Appliance.Imaging;

/// <summary>An image that cannot be shown: the attribute that is missing or wrong, or the transfer syntax that there is no decoder for.</summary>
public sealed class DicomImageException : Exception
{
    /// <summary>Makes an exception without a cause behind it.</summary>
    /// <param name="attribute">The attribute at fault, "Rows (0028,0010)".</param>
    /// <param name="message">What was found and what was expected.</param>
    public DicomImageException(string attribute, string message)
        : base($"{attribute}: {message}") => Attribute = attribute;

    /// <summary>Makes an exception with the cause behind it.</summary>
    public DicomImageException(string attribute, string message, Exception inner)
        : base($"{attribute}: {message}", inner) => Attribute = attribute;

    /// <summary>The attribute at fault, by name and tag.</summary>
    public string Attribute { get; }
}
