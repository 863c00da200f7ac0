select domain, code, label_vi, label_en from reconciled.code_label
