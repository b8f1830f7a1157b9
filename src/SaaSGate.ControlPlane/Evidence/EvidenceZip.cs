using System.Text;
using SaaSGate.Contracts.Evidence;
using SaaSGate.Contracts.Proof;
using SaaSGate.Postgres.Evidence;

namespace SaaSGate.ControlPlane.Evidence;

/// <summary>Writes a plan as a zip: what machines check, and beside it the report that people read.</summary>
internal sealed class EvidenceZip(EvidenceReader reader, EvidencePlan plan, DateTimeOffset at)
{
    /// <returns>When its manifest says that it was made.</returns>
    public async Task<DateTimeOffset> WriteAsync(
        EvidenceOrder order, Stream output, Func<Stream> scratch, IReadOnlyList<PublicKey> history, Signer signer, Func<int, Task> progress, CancellationToken cancellationToken)
    {
        using var writer = new EvidenceWriter(output, scratch, at);
        var report = new EvidenceReport(writer.Report);
        report.Begin(order, plan, await reader.FindOrganisationAsync(cancellationToken) ?? order.OrganisationId, at);
        await progress(0);

        // 1. Sessions: records, content, findings; and in the report.
        for (var done = 0; done < plan.Sessions.Count; done++)
        {
            var session = plan.Sessions[done];
            report.BeginSession(session, await reader.FindSessionAsync(session.SessionId, cancellationToken));
            await foreach (var record in reader.ListRecordsAsync(session.SessionId, session.Sequence, cancellationToken))
            {
                writer.AddRecord(record.Hash, record.Record);
                if (record.Content is { } content)
                    AddContent(writer, session.SessionId, record.Sequence, content);
                report.Add(record);
            }

            report.EndSession(await reader.ListAuditAsync(session.SessionId, cancellationToken));
            await progress(done + 1);
        }

        report.End();

        // 2. Checkpoints.
        var sessions = plan.Sessions.Select(session => session.SessionId).ToHashSet();

        // Other processes gave them and the key their times, whose clocks may be ahead of this one's.
        DateTimeOffset[] times = [at, order.Scope.To ?? at, history.FirstOrDefault(key => key.Id == signer.KeyId)?.CreatedAt ?? at];
        var madeAt = times.Max();
        await foreach (var (checkpoint, leaves) in reader.ListCheckpointsAsync(plan.Checkpoints, plan.Complete, sessions, cancellationToken))
        {
            writer.AddCheckpoint(checkpoint.Document, checkpoint.Signature, leaves);
            if (checkpoint.At > madeAt)
                madeAt = checkpoint.At;
        }

        // 3. What helps to verify; the manifest, which names all of it; its signature.
        writer.AddFile(EvidenceFiles.Keys, KeyHistory.Write(history));
        writer.AddFile(EvidenceFiles.Readme, Encoding.UTF8.GetBytes(EvidenceReadme.Text(order)));
        writer.Finish(new()
        {
            Id = order.Id,
            OrganisationId = order.OrganisationId,
            MadeAt = madeAt,
            Scope = order.Scope,
            Sessions = plan.Sessions,
            Checkpoints = plan.Checkpoints,
            Complete = plan.Complete,
            Files = [],
            KeyId = signer.KeyId,
        }, signer);
        return madeAt;
    }

    private static void AddContent(EvidenceWriter writer, string session, long sequence, ProvenContent content)
    {
        if (content.Skeleton is { } skeleton)
        {
            var id = content.ExchangeId;
            List<(byte[], string?, byte[]?)> blocks =
                [.. content.Blocks.Select(block => (block.Commitment, block.Hash is null ? null : FileOf(writer, block), block.Salt))];
            (string, string)? response = content is { Response: { } body, Timing: { } timing }
                ? (writer.AddFile(EvidenceFiles.Response(id), body), writer.AddFile(EvidenceFiles.Timing(id), timing))
                : null;
            writer.AddContent(session, sequence, content.Salts, writer.AddFile(EvidenceFiles.Skeleton(id), skeleton), blocks, response);
        }

        if (content.RequestFindings.Count + content.ResponseFindings.Count > 0)
            writer.AddFindings(session, sequence, content.Salts, content.RequestFindings, content.ResponseFindings);
    }

    private static string FileOf(EvidenceWriter writer, ProvenBlock block)
    {
        var name = EvidenceFiles.Block(block.Hash!);
        return block.Body is { } body ? writer.AddFile(name, body) : name;
    }
}
