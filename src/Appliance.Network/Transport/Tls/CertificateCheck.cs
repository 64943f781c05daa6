using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Appliance.Network;

/// <summary>Judges the certificate the other side of one connection shows, and says in words what is wrong with it.</summary>
/// <param name="authorities">Whom we believe; null for the authorities this machine trusts.</param>
/// <param name="expectedName">The name it must bear; null when any name will do.</param>
/// <param name="isRequired">Whether there must be one.</param>
internal sealed class CertificateCheck(TlsAuthorities? authorities, string? expectedName, bool isRequired)
{
    /// <summary>What was wrong and what to change; null when nothing was.</summary>
    internal string? Problem { get; private set; }

    /// <summary>Takes the platform's findings.</summary>
    internal bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        Problem = Judge(certificate as X509Certificate2, chain, errors);
        return Problem is null;
    }

    private string? Judge(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            return isRequired ? "it shows no certificate, and this node requires one of every client: give the peer a certificate" : null;
        }
        var status = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status) ?? X509ChainStatusFlags.PartialChain;
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) && ChainProblem(certificate, chain, status) is { } problem)
        {
            return problem;
        }
        return errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) && expectedName is not null
            ? $"its certificate is for {Names(certificate)}, not for {expectedName}: call it by that name, or say which name its certificate bears (host-name)"
            : null;
    }

    private string? ChainProblem(X509Certificate2 certificate, X509Chain? chain, X509ChainStatusFlags status)
    {
        const X509ChainStatusFlags NoRoot = X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain;
        if (status.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            return TimeProblem(certificate, chain);
        }
        if ((status & NoRoot) != 0 && authorities?.Holds(certificate) != true)
        {
            var trusted = authorities is null ? "the authorities this machine trusts" : $"the certificates in {authorities.Name}";
            return certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData)
                ? $"its certificate {certificate.Subject} is signed by itself and not among {trusted}: add it there if it is the right one (ca)"
                : $"its certificate {certificate.Subject} was issued by {LastOf(chain, certificate).Issuer}, which is not among {trusted}: add the certificate of that authority (ca)";
        }
        var rest = chain?.ChainStatus.Where(s => (s.Status & NoRoot) == 0 && s.Status != X509ChainStatusFlags.NoError).ToList() ?? [];
        return rest.Count == 0 ? null
            : status.HasFlag(X509ChainStatusFlags.NotValidForUsage) ? $"its certificate {certificate.Subject} is not meant for this use (extended key usage)"
            : $"its certificate {certificate.Subject} cannot be trusted: {string.Join(" ", rest.Select(s => s.StatusInformation.Trim()).Distinct())}";
    }

    /// <summary>Says which certificate of the chain is outside its time.</summary>
    private static string TimeProblem(X509Certificate2 certificate, X509Chain? chain)
    {
        var at = chain?.ChainPolicy.VerificationTime.ToUniversalTime() ?? DateTime.MinValue;
        var culprit = chain?.ChainElements.FirstOrDefault(e => e.ChainElementStatus.Any(s => s.Status.HasFlag(X509ChainStatusFlags.NotTimeValid)))?.Certificate ?? certificate;
        var whose = ReferenceEquals(culprit, certificate) || culprit.Equals(certificate) ? "its certificate" : "the authority of its certificate,";
        return culprit.NotBefore.ToUniversalTime() > at && at != DateTime.MinValue
            ? $"{whose} {culprit.Subject} is valid from {Day(culprit.NotBefore)} only: check the clocks of both machines"
            : $"{whose} {culprit.Subject} expired on {Day(culprit.NotAfter)}: it must be renewed";
    }

    private static X509Certificate2 LastOf(X509Chain? chain, X509Certificate2 certificate) =>
        chain is { ChainElements.Count: > 0 } ? chain.ChainElements[^1].Certificate : certificate;

    private static string Names(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(e => e.EnumerateDnsNames().Concat(e.EnumerateIPAddresses().Select(a => a.ToString()))).Distinct().Take(8).ToList();
        return names.Count > 0 ? string.Join(", ", names) : certificate.Subject;
    }

    private static string Day(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
