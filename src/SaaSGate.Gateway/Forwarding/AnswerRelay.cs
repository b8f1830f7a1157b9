using System.Buffers;
using SaaSGate.Contracts.Problems;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Exchanges;
using SaaSGate.Gateway.Leases;
using SaaSGate.Gateway.Recording;
using SaaSGate.Gateway.Refusals;
using SaaSGate.Gateway.Requests;
using SaaSGate.Inspection;

namespace SaaSGate.Gateway.Forwarding;

/// <summary>Step 8: brings Claude's answer to the skill: inspected, recorded, and only then sent, as it comes.</summary>
internal sealed class AnswerRelay(Lease lease, GatewayOptions options)
{
    private const int ReadSize = 32 * 1024;

    /// <summary>Relays the whole answer; false when Claude broke off in the middle of it.</summary>
    /// <exception cref="InspectionException">The answer cannot be inspected; nothing uninspected was sent.</exception>
    /// <exception cref="OperationCanceledException">The client has gone or the exchange was cut.</exception>
    public Task<bool> RelayAsync(ForwardPermit permit, HttpResponseMessage answer, Reply reply, LiveExchange live)
    {
        if (answer.Content.Headers.ContentEncoding.Any(encoding => encoding != "identity"))
            throw new InspectionException("Claude's answer came compressed, though identity was asked for.");
        return answer.Content.Headers.ContentType?.MediaType == "text/event-stream"
            ? StreamAsync(permit, answer, reply, live)
            : WholeAsync(permit, answer, reply, live);
    }

    private async Task<bool> StreamAsync(ForwardPermit permit, HttpResponseMessage answer, Reply reply, LiveExchange live)
    {
        var inspector = permit.Request.Skill.Entry.Inspector;
        var masker = inspector.CreateStreamMasker();
        using var passed = new PooledBody(ReadSize);
        using var apart = new PooledBody(0);
        var buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
        var lent = false;
        try
        {
            await using var source = await answer.Content.ReadAsStreamAsync(live.Ending);
            reply.Begin(answer, contentLength: null);
            lent = true;
            var reading = source.ReadAsync(buffer, live.Ending);
            if (!reading.IsCompleted)
                await reply.FlushHeadAsync(live.Ending);
            while (true)
            {
                var read = await ReadAsync(reading, live.Ending);
                lent = false;
                if (read is not { } count)
                {
                    reply.Break();
                    return false;
                }
                if (count > 0)
                    masker.Write(buffer.AsSpan(0, count), passed);
                else
                    masker.Complete(passed);
                if (passed.Length > 0 || masker.RecordsApart)
                {
                    RequireLease(live);
                    permit.Exchange.FindingsToCome = masker.Findings.Count;
                    if (masker.RecordsApart)
                        masker.WriteRecord(passed.Memory.Span, apart);
                    var recorded = (masker.RecordsApart ? apart : passed).Memory;
                    await (masker.SawFinalEvent ? reply.WriteDurablyAsync(passed.Memory, recorded, live.Ending) : reply.WriteAsync(passed.Memory, recorded, live.Ending));
                    passed.Clear();
                    apart.Clear();
                }
                if (count == 0)
                    return true;
                lent = true;
                reading = source.ReadAsync(buffer, live.Ending);
            }
        }
        finally
        {
            // A read that was left behind may still write into the buffer: then nobody else gets it.
            if (!lent)
                ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
            Note(permit.Exchange.Ending, masker.Usage, masker.StopReason, masker.ErrorType, masker.Findings, inspector);
        }
    }

    private async Task<bool> WholeAsync(ForwardPermit permit, HttpResponseMessage answer, Reply reply, LiveExchange live)
    {
        using var body = await ReadWholeAsync(answer.Content, live.Ending);
        if (body is null)
        {
            // Nothing of it was sent yet, so the skill can be told in an error of its own.
            await reply.RefuseAsync(GatewayProblems.UpstreamBroken);
            return false;
        }
        var inspector = permit.Request.Skill.Entry.Inspector;
        var inspected = body.Length == 0 ? new ResponseInspection() : inspector.InspectResponse(body.Memory);
        permit.Exchange.FindingsToCome = inspected.Findings.Count;
        Note(permit.Exchange.Ending, inspected.Usage, inspected.StopReason, inspected.ErrorType, inspected.Findings, inspector);
        RequireLease(live);
        if (reply.HasStarted)
        {
            // A held stream has begun; the answer, an error as a rule, becomes its last event.
            await reply.WriteDurablyAsync(ErrorEvent(inspected.Body.Span), ErrorEvent(inspected.RecordBody.Span), live.Ending);
        }
        else
        {
            reply.Begin(answer, inspected.Body.Length);
            await reply.WriteDurablyAsync(inspected.Body, inspected.RecordBody, live.Ending);
        }
        return true;
    }

    /// <summary>The whole body, null when Claude broke off.</summary>
    private async Task<PooledBody?> ReadWholeAsync(HttpContent content, CancellationToken cancellation)
    {
        var length = content.Headers.ContentLength;
        if (length > options.MaxResponseBytes)
            throw new InspectionException("Claude's answer is larger than this gateway inspects.");
        // One byte more than is expected, or allowed, tells the end without growing, or that it goes on.
        var most = Math.Min(options.MaxResponseBytes, Array.MaxLength - 1) + 1;
        var body = new PooledBody(length is { } known ? (int)known + 1 : ReadSize);
        try
        {
            await using var source = await content.ReadAsStreamAsync(cancellation);
            while (await ReadAsync(source.ReadAsync(body.Rest(most), cancellation), cancellation) is { } read)
            {
                if (read == 0)
                    return body;
                body.Advance(read);
                if (body.Length > options.MaxResponseBytes)
                    throw new InspectionException("Claude's answer is larger than this gateway inspects.");
            }
            body.Dispose();
            return null;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>Bytes read, 0 at the end, null when Claude broke off.</summary>
    private static async ValueTask<int?> ReadAsync(ValueTask<int> reading, CancellationToken cancellation)
    {
        try
        {
            return await reading;
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException && !cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    private void RequireLease(LiveExchange live)
    {
        if (lease.IsFresh)
            return;
        live.Cut(GatewayProblems.LeaseExpired);
        throw new OperationCanceledException("The lease has run out.");
    }

    /// <summary>An event whose data is one line: JSON strings hold no line breaks, and between them a space stands as well.</summary>
    private static byte[] ErrorEvent(ReadOnlySpan<byte> json)
    {
        var line = json.ToArray();
        line.AsSpan().Replace((byte)'\n', (byte)' ');
        line.AsSpan().Replace((byte)'\r', (byte)' ');
        return [.. "event: error\ndata: "u8, .. line, .. "\n\n"u8];
    }

    private static void Note(ExchangeEnded ending, UsageSummary usage, string? stopReason, string? errorType, IReadOnlyList<Finding> findings, Inspector inspector)
    {
        ending.InputTokens = usage.InputTokens;
        ending.OutputTokens = usage.OutputTokens;
        ending.CacheReadTokens = usage.CacheReadTokens;
        ending.CacheCreationTokens = usage.CacheCreationTokens;
        ending.StopReason = stopReason ?? "";
        ending.ErrorType = errorType ?? "";
        ending.Findings.AddRange(findings.Take(RecordRoom.MostFindings).Select(finding => RecordedFinding.From(finding, "response")));
        ending.Incidents.AddRange(inspector.IncidentsOf(findings).Select(RecordedIncident.From));
    }
}
