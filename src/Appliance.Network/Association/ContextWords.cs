using System.Globalization;

namespace Appliance.Network;

/// <summary>What became of presentation contexts, in words.</summary>
public static class ContextWords
{
    private const int MostClasses = 6;

    /// <summary>What a result means (PS3.8 Table 9-18).</summary>
    public static string Of(ContextResult result) => result switch
    {
        ContextResult.Acceptance => "accepted",
        ContextResult.UserRejection => "refused by the application (user rejection)",
        ContextResult.NoReason => "refused without a reason (by the provider, or left out of the answer)",
        ContextResult.AbstractSyntaxNotSupported => "the service is not supported (abstract syntax)",
        ContextResult.TransferSyntaxesNotSupported => "none of the transfer syntaxes is supported",
        _ => string.Create(CultureInfo.InvariantCulture, $"refused with result {(int)result}, which the standard does not know"),
    };

    /// <summary>Class by class, why nothing was accepted for it and what was offered; the first few, then how many more.</summary>
    public static string Refusals(IReadOnlyList<NegotiatedContext> contexts)
    {
        ArgumentNullException.ThrowIfNull(contexts);
        var classes = contexts.GroupBy(context => context.AbstractSyntax).Where(group => !group.Any(context => context.IsAccepted)).ToList();
        var told = string.Join("; ", classes.Take(MostClasses).Select(group => $"{group.Key.Name}: {Refusal([.. group])}"));
        return classes.Count <= MostClasses ? told : string.Create(CultureInfo.InvariantCulture, $"{told}; and {classes.Count - MostClasses} more classes");
    }

    /// <summary>Why none of the contexts of one class was accepted, and what was offered where the syntaxes were the reason.</summary>
    public static string Refusal(IReadOnlyList<NegotiatedContext> ofOneClass)
    {
        ArgumentNullException.ThrowIfNull(ofOneClass);
        var results = string.Join(", ", ofOneClass.Select(context => context.Result).Distinct().Select(Of));
        return ofOneClass.Any(context => context.Result == ContextResult.TransferSyntaxesNotSupported)
            ? $"{results} (offered: {string.Join(", ", ofOneClass.SelectMany(context => context.Proposed).Select(syntax => syntax.Name).Distinct())})"
            : results;
    }
}
