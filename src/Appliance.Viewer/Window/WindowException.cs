namespace Appliance.Viewer;

/// <summary>
/// A window or a GL context could not be had: a library, a display or a fitting configuration is missing. The message says which and what
/// to do; the viewer answers it by falling back to the next way of drawing.
/// </summary>
internal sealed class WindowException : Exception
{
    public WindowException(string message)
        : base(message)
    {
    }

    public WindowException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
