using System.Globalization;
using System.Net;
using System.Text;
using MimeKit;
using MimeKit.Utils;

namespace SaaSGate.ControlPlane.Notifications;

/// <summary>A notice as mail: plain text, and the same as HTML in which everything is encoded.</summary>
internal static class EmailMessage
{
    private const int LongestSubject = 160;

    /// <param name="notice">What is told.</param>
    /// <param name="settings">From whom and to whom.</param>
    public static MimeMessage Of(Notice notice, ChannelSettings settings)
    {
        var message = new MimeMessage();
        message.From.Add(new MailboxAddress("SaaSGate", settings.From!));
        foreach (var to in settings.To!)
            message.To.Add(MailboxAddress.Parse(to));
        message.Subject = ForeignText.Name($"[SaaSGate] {notice.Title}", LongestSubject);
        message.Date = notice.At;
        // The same each time that it is sent; what belongs together stands together.
        var domain = DomainOf(settings.From!);
        message.MessageId = $"{notice.Id}@{domain}";
        message.References.Add($"{notice.Subject}@{domain}");
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Headers.Add("X-SaaSGate-Notification", notice.Id);
        message.Body = new MultipartAlternative(
            new TextPart("plain") { Text = Plain(notice), ContentTransferEncoding = ContentEncoding.Base64 },
            new TextPart("html") { Text = Html(notice), ContentTransferEncoding = ContentEncoding.Base64 });
        return message;
    }

    private static string DomainOf(string address) => address.LastIndexOf('@') is >= 0 and var at ? address[(at + 1)..] : MimeUtils.GenerateMessageId();

    private static string Plain(Notice notice)
    {
        var text = new StringBuilder().Append(notice.Title).Append("\n\n");
        foreach (var fact in notice.Facts)
            text.Append(CultureInfo.InvariantCulture, $"{fact.Name}: {fact.Value}\n");
        if (notice.Summary is { Length: > 0 } summary)
            text.Append(CultureInfo.InvariantCulture, $"\nWhat it wants, masked:\n  {summary}\n");
        return text.Append(CultureInfo.InvariantCulture, $"\nOpen it in SaaSGate: {notice.Link.AbsoluteUri}\n").ToString();
    }

    private static string Html(Notice notice)
    {
        var html = new StringBuilder("<!doctype html><html><body style=\"font:14px/1.5 sans-serif\">");
        html.Append(CultureInfo.InvariantCulture, $"<h2 style=\"font-size:17px\">{Encode(notice.Title)}</h2><table>");
        foreach (var fact in notice.Facts)
            html.Append(CultureInfo.InvariantCulture, $"<tr><td style=\"color:#666;padding-right:12px\">{Encode(fact.Name)}</td><td>{Encode(fact.Value)}</td></tr>");
        html.Append("</table>");
        if (notice.Summary is { Length: > 0 } summary)
            html.Append(CultureInfo.InvariantCulture, $"<p style=\"color:#666;margin-bottom:0\">What it wants, masked:</p><p dir=\"auto\" style=\"margin-top:0\">{Encode(summary)}</p>");
        return html.Append(CultureInfo.InvariantCulture, $"<p><a href=\"{Encode(notice.Link.AbsoluteUri)}\">Open it in SaaSGate</a></p></body></html>").ToString();
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
