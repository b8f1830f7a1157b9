namespace SaaSGate.ControlPlane.Demo;

/// <summary>The rules of the demo: one of each kind.</summary>
internal static class DemoPolicy
{
    public const string Name = "default";

    public const string None = "rules: []\n";

    public const string Document = """
        # Of all rules that match, the most severe decides: lock, block, hold, mask, allow; among equals the first.
        rules:
          - name: block-instruction-override
            on: request
            when: { text: '(?i)ignore (all |any )?(previous|prior|earlier) instructions', last_user_turn: true }
            then: block
            severity: high
            message: This prompt tries to override the skill's instructions.

          - name: hold-bulk-export
            on: request
            when: { text: '(?i)export (all|every|the whole|the entire)\b', last_user_turn: true }
            then: hold
            severity: high
            message: Exports of whole collections need a reviewer.
            hold: { timeout: 5m }

          - name: mask-personal-data
            on: both
            when: { findings: [EMAIL, PHONE, CREDIT_CARD, US_SSN, API_KEY] }
            then: mask

        """;
}
