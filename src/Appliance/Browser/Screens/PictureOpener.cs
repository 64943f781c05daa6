namespace Appliance.Browser;

/// <summary>
/// What came of opening a row: a picture for the terminal, with its text when it is nothing else, or words for the message line (empty when the
/// window shows it).
/// </summary>
internal readonly record struct Opened(IBrowserPicture? Picture, string Message, string? Text = null);

/// <summary>Opens pictures off the screen's thread: a series of thousands takes its time, and a store can fail.</summary>
internal static class PictureOpener
{
    /// <summary>Opens a row in the window where that is wanted and there is a display, else as a picture for the terminal.</summary>
    public static Task<Opened> OpenAsync(IBrowserSource source, BrowserLevel level, string key, bool inWindow, CancellationToken cancellationToken) =>
        Task.Run(() => Open(source, level, key, inWindow), cancellationToken);

    private static Opened Open(IBrowserSource source, BrowserLevel level, string key, bool inWindow)
    {
        try
        {
            if (inWindow && source.TryOpenWindow(level, key, out var reason))
            {
                return new Opened(null, reason ?? "");
            }

            var picture = source.OpenPicture(level, key, onlyOne: false, out var whyNot);
            return new Opened(picture, picture is null ? whyNot ?? "no picture here" : "", TextOf(picture));
        }
        catch (Exception e) when (BrowserFaults.CanBeShown(e))
        {
            return new Opened(null, e.Message);
        }
    }

    private static string? TextOf(IBrowserPicture? picture)
    {
        try
        {
            return picture?.Text;
        }
        catch
        {
            picture!.Dispose();
            throw;
        }
    }
}
