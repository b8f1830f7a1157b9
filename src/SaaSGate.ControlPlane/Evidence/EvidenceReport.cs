using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using SaaSGate.Contracts.Evidence;
using SaaSGate.Contracts.Recording;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Evidence;

namespace SaaSGate.ControlPlane.Evidence;

/// <summary>The report that people read: one page without scripts, that prints as it stands.</summary>
internal sealed class EvidenceReport(Stream output)
{
    private const int LongestText = 12_000;

    private const string Style = """
        :root{--ink:#1c2430;--soft:#5b6675;--line:#dde2e9;--bg:#fff;--card:#f7f8fa;--accent:#2856c8;--warn:#9a5a00;--bad:#b3261e}
        *{box-sizing:border-box}body{margin:0 auto;max-width:960px;padding:40px 32px;font:14px/1.55 system-ui,"Segoe UI",sans-serif;color:var(--ink);background:var(--bg)}
        h1{font-size:24px;margin:0 0 4px}h2{font-size:18px;margin:40px 0 8px;padding-top:16px;border-top:2px solid var(--ink);overflow-wrap:anywhere}h3{font-size:13px;margin:16px 0 4px;color:var(--soft)}
        .sub,.id{color:var(--soft)}.id,pre,code{font-family:ui-monospace,"SF Mono",Consolas,monospace;font-size:12px;overflow-wrap:anywhere}
        dl{display:grid;grid-template-columns:140px 1fr;gap:4px 16px;margin:12px 0}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
        .x{border:1px solid var(--line);border-radius:8px;margin:16px 0;overflow:hidden;break-inside:auto}.x>header{background:var(--card);padding:8px 14px;border-bottom:1px solid var(--line);display:flex;flex-wrap:wrap;gap:4px 14px;align-items:baseline}
        .x>div{padding:6px 14px 12px}.who{font-size:11px;letter-spacing:.04em;text-transform:uppercase;color:var(--soft);margin-top:10px}
        pre{white-space:pre-wrap;margin:2px 0 0;padding:8px 10px;background:var(--card);border-radius:6px;line-height:1.5}.answer pre{background:#eef3ff}
        .tag{border-radius:4px;padding:1px 7px;font-size:12px;border:1px solid var(--line)}.mask{color:var(--accent)}.hold{color:var(--warn)}.block{color:var(--bad)}
        table{border-collapse:collapse;width:100%;font-size:12.5px;margin-top:4px}th,td{text-align:left;padding:4px 10px 4px 0;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}th{color:var(--soft);font-weight:500}
        .note{border-left:3px solid var(--warn);padding:6px 12px;margin:12px 0;background:#fff8ec}
        @media print{body{padding:0;max-width:none;font-size:11px}.x>header{break-after:avoid}h2{break-before:page}h2:first-of-type{break-before:auto}}
        """;

    public void Begin(EvidenceOrder order, EvidencePlan plan, string organisation, DateTimeOffset at)
    {
        Write($"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Evidence {E(order.Id)}</title><style>{Style}</style></head><body>");
        Write($"<h1>Evidence</h1><div class=\"sub\">{E(organisation)}, made {E(When(at))} by SaaSGate for {E(order.RequestedBy)}</div>");
        Facts(("Scope", order.Scope.Describe()), ("Sessions", Count(plan.Sessions.Count)), ("Records", Count(plan.Sessions.Sum(session => session.Sequence))),
            ("Checkpoints", $"{plan.Checkpoints.From} to {plan.Checkpoints.To}"), ("Id", order.Id), ("Organisation", order.OrganisationId));
        Write("<p>What is below was recorded as it passed, masked before it was written. A label such as <code>[EMAIL_7KQ2]</code> stands for a value that was never kept; the same value has the same label. "
            + "This page is for reading. What can be checked, and how, is told in README.txt beside it.</p>");
    }

    public void BeginSession(EvidenceSession session, SessionFacts? facts)
    {
        Write($"<h2>{E(facts?.Title ?? facts?.Name ?? session.SessionId)}</h2>");
        Facts(("Session", session.SessionId), ("Skill", facts?.SkillName), ("Owner then", facts?.OwnerName), ("Name", facts?.Name),
            ("Time", facts is null ? "The session was deleted." : $"{When(facts.StartedAt)} to {When(facts.LastAt)}"), ("Records", Count(session.Sequence)));
    }

    public void Add(ProvenRecord record)
    {
        using var document = JsonDocument.Parse(record.Record);
        var json = document.RootElement;
        switch (json.GetProperty("type").GetString())
        {
            case ChainRecord.DeletionKind:
                Write($"<div class=\"note\">Record {record.Sequence}, {E(json.GetProperty("at").GetString())}: something was deleted by <code>{E(json.GetProperty("by").GetString())}</code>, "
                    + $"reason <b>{E(json.GetProperty("reason").GetString())}</b> {E(json.GetProperty("note").GetString())}</div>");
                break;
            case ChainRecord.OpenedKind when record.Content is null:
                break; // its end tells all of it
            default:
                AddExchange(record, json);
                break;
        }
    }

    public void EndSession(IReadOnlyList<AuditLine> audit)
    {
        Write("<h3>Who did something with this session</h3>");
        if (audit.Count == 0)
        {
            Write("<div class=\"sub\">Nobody, as far as the audit log says.</div>");
            return;
        }

        Write("<table><tr><th>When</th><th>Who</th><th>What</th><th>Of</th></tr>");
        foreach (var line in audit)
            Write($"<tr><td>{E(When(line.At))}</td><td>{E(line.ActorName)}</td><td>{E(line.Action)}</td><td class=\"id\">{E(line.Target)}</td></tr>");
        Write("</table>");
    }

    public void End() => Write("</body></html>");

    private void AddExchange(ProvenRecord record, JsonElement json)
    {
        var (request, decision) = (json.GetProperty("request"), json.GetProperty("decision"));
        var kind = decision.GetProperty("kind").GetString();
        Write($"<section class=\"x\"><header><b>{record.Sequence}</b><span>{E(json.GetProperty("startedAt").GetString())}</span><code>{E(request.GetProperty("method").GetString())} {E(request.GetProperty("path").GetString())}</code>"
            + $"<span>{E(request.GetProperty("model").GetString())}</span><span class=\"tag {E(kind)}\">{E(kind)}{Rule(decision)}</span><span class=\"sub\">{Outcome(json)}</span><span class=\"id\">{E(json.GetProperty("exchange").GetString())}</span></header><div>");
        if (record.Content is not { Skeleton: not null } content)
        {
            Write("<div class=\"sub\">What was sent and answered was deleted.</div></div></section>");
            return;
        }

        foreach (var (who, text) in Conversation.NewIn(content))
            Say(who, text);
        if (content.Response is { Length: > 0 } response)
            Say("answer", Conversation.AnswerOf(response, content.ResponseContentType));
        var findings = content.RequestFindings.Select(finding => ("request", finding)).Concat(content.ResponseFindings.Select(finding => ("response", finding))).ToList();
        if (findings.Count > 0)
        {
            Write("<div class=\"who\">found</div><table><tr><th>In</th><th>Type</th><th>Label</th><th>Where</th><th>Detector</th><th>Rule</th></tr>");
            foreach (var (direction, finding) in findings)
                Write($"<tr><td>{direction}</td><td>{E(finding.Type)}</td><td><code>{E(finding.Label)}</code></td><td class=\"id\">{E(finding.Location)}</td><td>{E(finding.Detector)}</td><td>{E(finding.Rule)}</td></tr>");
            Write("</table>");
        }

        Write("</div></section>");
    }

    private void Say(string who, string text)
    {
        var shown = text.Length <= LongestText ? text : text[..LongestText] + $"\n… {Count(text.Length - LongestText)} more characters are in the files beside this page.";
        Write($"<div class=\"{(who == "answer" ? "answer" : "turn")}\"><div class=\"who\">{E(who)}</div><pre>{E(shown)}</pre></div>");
    }

    private static string Rule(JsonElement decision) => decision.GetProperty("rule").GetString() is { } rule
        ? $" by {E(rule)}, policy version {E(decision.GetProperty("policyVersion").ToString())}" : "";

    private static string Outcome(JsonElement json) => json.TryGetProperty("outcome", out var outcome) ? E(outcome.GetString()) : "open at the last checkpoint";

    private void Facts(params (string Name, string? Value)[] facts)
    {
        Write("<dl>");
        foreach (var (name, value) in facts.Where(fact => fact.Value is not null))
            Write($"<dt>{name}</dt><dd>{E(value)}</dd>");
        Write("</dl>");
    }

    private static string When(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string E(string? text) => WebUtility.HtmlEncode(text ?? "");

    private void Write(string html) => output.Write(Encoding.UTF8.GetBytes(html));
}
