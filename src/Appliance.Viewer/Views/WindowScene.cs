namespace Appliance.Viewer;

/// <summary>Chooses what draws a window.</summary>
internal static class WindowScene
{
    /// <summary>GL when the window has it and it is recent enough; else the CPU, with a note that says why.</summary>
    /// <param name="window">The window; told not to swap when the CPU draws.</param>
    /// <param name="fonts">Fonts.</param>
    /// <param name="notes">Where the note goes.</param>
    public static IScene For(IWindow window, FontBook fonts, TextWriter notes)
    {
        var why = window.NoContextReason;
        if (window.Context is { } context)
        {
            try
            {
                return GlScene.Create(context, fonts, offscreen: false);
            }
            catch (WindowException unusable)
            {
                why = unusable.Message;
            }
        }

        if (why is not null)
        {
            notes.WriteLine($"drawn by the CPU: {why}");
        }

        window.ShouldSwapAutomatically = false;
        return new CpuScene(fonts);
    }
}
