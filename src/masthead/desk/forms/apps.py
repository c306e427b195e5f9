"""The agency's app with a platform: fields come from what the connector says the platform gives."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms

from masthead.channels.description import Setting
from masthead.channels.sign_in_port import SERVER
from masthead.presences.channel_apps import LONGEST


class AppForm(forms.Form):
    """`stored`: there is one already, whose secrets stay where none is given."""

    def __init__(
        self,
        settings: Sequence[Setting],
        *args: object,
        asks_server: bool = False,
        stored: bool = False,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if asks_server:
            help_text = "The address of the server it is registered with."
            self.fields[SERVER] = forms.CharField(label="Server", max_length=300, help_text=help_text)
        for setting in settings:
            stays = stored and setting.secret
            hint = f"{setting.help} Leave it empty to keep the one stored." if stays else setting.help
            self.fields[setting.name] = forms.CharField(
                label=setting.label,
                max_length=LONGEST,
                help_text=hint.strip(),
                required=setting.required and not stays,
                widget=forms.PasswordInput(attrs={"autocomplete": "off"}) if setting.secret else forms.TextInput(),
            )
            self.fields[setting.name].wanted = setting.required  # type: ignore[attr-defined]
